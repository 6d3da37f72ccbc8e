import { useSyncExternalStore } from 'react'

interface Options {
  replace?: boolean
  state?: unknown
}

/**
 * The page's place in the address after `#`, its query with it: `#/mailboxes?open=3`. (wouter's own puts the query before
 * the `#`, where it outlives the page that it was meant for, and where a followed link does not find it.)
 */
export function useHashLocation(): [string, (to: string, options?: Options) => void] {
  return [useSyncExternalStore(subscribe, () => hashParts(window.location.hash).path), navigate]
}

/** What links carry in their `href`. */
useHashLocation.hrefs = (path: string) => `#${path}`

/** The query of the place, without its `?`. */
export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => hashParts(window.location.hash).search)
}

/** `#/a/b?c=d` → path `/a/b`, search `c=d`. */
export function hashParts(hash: string): { path: string; search: string } {
  const [path = '', ...search] = hash.replace(/^#?\/?/, '').split('?')
  return { path: `/${path}`, search: search.join('?') }
}

function navigate(to: string, { replace = false, state = null }: Options = {}): void {
  const { path, search } = hashParts(to)
  const oldURL = window.location.href
  const url = new URL(oldURL)
  url.search = ''
  url.hash = search ? `${path}?${search}` : path
  window.history[replace ? 'replaceState' : 'pushState'](state, '', url)
  window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: url.href }))
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}
