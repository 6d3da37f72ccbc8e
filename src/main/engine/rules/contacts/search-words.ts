/**
 * The words of a search as an FTS5 expression: each is a prefix of some word. Everything that is no letter or digit only
 * separates, as in the index (unicode61), so that no input can reach FTS5's own syntax.
 * @returns null where there is nothing to search for, `none` where it holds no word at all and so can match nothing
 */
export function searchExpression(search: string | undefined): { match: string } | 'none' | null {
  const trimmed = (search ?? '').trim()
  if (trimmed === '') return null
  const words = searchWords(trimmed)
  return words.length === 0 ? 'none' : { match: words.map((word) => `"${word}"*`).join(' AND ') }
}

/** At most this many words count: more only cost time. */
const maxWords = 12

function searchWords(search: string): string[] {
  const words = search
    .normalize('NFC')
    // Accents on their own are not letters; the index leaves them out too.
    .replace(/[\u0300-\u036f]/g, '')
    .split(/[^\p{L}\p{N}\p{Co}]+/u)
    .filter((word) => word !== '')
  return [...new Set(words)].slice(0, maxWords)
}
