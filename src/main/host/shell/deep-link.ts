export const linkScheme = 'campaign-desk'

/** Where a link may lead; `true`: one of them by its number. */
const places: Record<string, boolean> = {
  today: false,
  campaigns: true,
  contacts: true,
  inbox: true,
  mailboxes: false,
  credits: false,
  settings: false,
}

/** The place in the interface that a link names: `campaign-desk://inbox/12` → `/inbox/12`. Whatever is not known: `/`. */
export function pathOfLink(link: string): string {
  const found = /^campaign-desk:\/\/([a-z]{1,20})(?:\/([1-9]\d{0,14}))?\/?$/i.exec(link)
  const place = found?.[1]?.toLowerCase() ?? ''
  if (!Object.hasOwn(places, place) || place === 'today') return '/'
  const number = found?.[2]
  if (number === undefined) return `/${place}`
  return places[place] ? `/${place}/${number}` : '/'
}

/** The link that a program was started with, as Windows and Linux hand it over: one of its arguments. */
export function linkIn(args: readonly string[]): string | null {
  return args.findLast((arg) => arg.toLowerCase().startsWith(`${linkScheme}:`)) ?? null
}
