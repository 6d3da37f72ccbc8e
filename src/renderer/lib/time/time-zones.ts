/** Time zones as they are chosen from a list. Pure, by Intl alone. */

/** Names of today that older data of a machine may not list. */
const todaysNames = [
  'America/Argentina/Buenos_Aires',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Europe/Kyiv',
  'UTC',
]

export interface ZoneChoice {
  value: string
  /** The name without its underscores. */
  label: string
}

/** All zones that this machine knows, and the present one whatever it is called. */
export function zoneChoices(present: string): ZoneChoice[] {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), ...todaysNames, present])
  return [...zones].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}

/**
 * Those whose name holds every word that was typed, however it is written: `new york`, `New_York` and `america york` find
 * America/New_York, `são paulo` finds America/Sao_Paulo. Names that begin with what was typed come first.
 */
export function searchZones<T extends { label: string }>(choices: readonly T[], typed: string): T[] {
  const words = plain(typed)
  if (words === '') return [...choices]
  const found = choices.filter(({ label }) => words.split(' ').every((word) => plain(label).includes(word)))
  const begins = ({ label }: T) =>
    plain(label)
      .split(' ')
      .some((_, at, parts) => parts.slice(at).join(' ').startsWith(words))
  return [...found.filter(begins), ...found.filter((choice) => !begins(choice))]
}

function plain(text: string): string {
  const letters = text.normalize('NFD').replace(/\p{Mn}/gu, '')
  return letters
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+]+/gu, ' ')
    .trim()
}
