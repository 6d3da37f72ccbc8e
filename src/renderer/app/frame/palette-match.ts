/** Narrows commands to those whose title has every word, at the beginning of a word first. Pure. */
export function matching<T extends { title: string; group: string }>(commands: readonly T[], typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...commands]
  return commands
    .map((command) => ({ command, rank: rankOf(`${command.title} ${command.group}`.toLowerCase(), words) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ command }) => command)
}

/** 0: every word begins a word of the title; higher is worse; null: one of them is nowhere. */
function rankOf(title: string, words: readonly string[]): number | null {
  let rank = 0
  for (const word of words) {
    const at = title.indexOf(word)
    if (at < 0) return null
    if (at > 0 && title[at - 1] !== ' ') rank += 1
  }
  return rank
}
