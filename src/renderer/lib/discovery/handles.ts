/** Handles as people paste them. Pure. */

/** So many handles can be left out by hand. */
export const mostHandles = 10_000

export interface ReadHandles {
  /** Each once, without `@`, in the order they came. */
  handles: string[]
  /** What is no handle, as it was written. */
  unreadable: string[]
}

/**
 * Reads handles from a paste: one a line, or with commas, semicolons or spaces between them, with or without `@`, and
 * addresses of profiles.
 */
export function parseHandles(text: string): ReadHandles {
  const handles = new Map<string, string>()
  const unreadable: string[] = []
  for (const word of text.split(/[\s,;]+/)) {
    if (word === '') continue
    const handle = handleOf(word)
    if (handle === null) unreadable.push(word)
    else if (!handles.has(handle.toLowerCase())) handles.set(handle.toLowerCase(), handle)
  }
  return { handles: [...handles.values()], unreadable }
}

function handleOf(word: string): string | null {
  const path = /^(?:https?:\/\/)?(?:www\.)?[a-z0-9-]+\.(?:com|tv)\/(.*)$/i.exec(word)?.[1]
  const bare = (path === undefined ? word : (path.split(/[?#]/)[0] ?? '').replace(/\/+$/, '')).replace(/^@/, '')
  return /^[^\s@/,]{1,100}$/.test(bare) ? bare : null
}
