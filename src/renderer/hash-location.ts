import { navigate, useHashLocation } from 'wouter/use-hash-location'

type Options = Parameters<typeof navigate>[1]

/** Goes somewhere. What the address asked for before (`?open=3`) stays behind, unless the new one asks for it too. */
function go(to: string, options?: Options): void {
  navigate(to.includes('?') ? to : `${to}?`, options)
}

/** Locations after `#`; queries stand before it, where the browser has them. */
export function useCleanHashLocation(options?: Parameters<typeof useHashLocation>[0]): [string, typeof go] {
  const [location] = useHashLocation(options)
  return [location, go]
}

/** What a link says of itself, so that it can be opened in another window. */
useCleanHashLocation.hrefs = (href: string): string => {
  const [path = '', search] = href.split('?')
  return search ? `?${search}#${path}` : `#${path}`
}
