import { compile } from 'html-to-text'

const maxHtml = 200_000
/** More tags than that are no letter, and cost seconds: tags that close nothing are looked for in all that are open. */
const maxTags = 8_000
const limits = { maxDepth: 100, maxChildNodes: 2_000, ellipsis: '', maxInputLength: maxHtml }
/** A line that `extractNewText` knows as the beginning of what was quoted. */
const separator = '-----Original Message-----'

const base = {
  wordwrap: false as const,
  limits,
}
const skipped = [
  { selector: 'a', options: { ignoreHref: true } },
  { selector: 'img', format: 'skip' },
  { selector: 'style', format: 'skip' },
  { selector: 'script', format: 'skip' },
  { selector: 'h1', options: { uppercase: false } },
  { selector: 'h2', options: { uppercase: false } },
  { selector: 'h3', options: { uppercase: false } },
]
const quotes = [
  // Gmail, Yahoo, Apple Mail, Thunderbird, ProtonMail and whoever else quotes as HTML was meant to.
  ...['div.gmail_quote', 'div.gmail_extra', 'div.yahoo_quoted', 'div.protonmail_quote', 'div.moz-cite-prefix', 'blockquote'].map(
    (selector) => ({ selector, format: 'skip' }),
  ),
  // Outlook and GMX only put a head before it: everything from there on is quoted.
  ...[
    '#divRplyFwdMsg',
    '#appendonsend',
    '#ms-outlook-mobile-signature',
    '#OLK_SRC_BODY_SECTION',
    '#mail-editor-reference-message-container',
  ].map((selector) => ({ selector, format: 'blockString', options: { string: separator } })),
]

const everything = compile({ ...base, selectors: skipped })
const withoutQuotes = compile({ ...base, selectors: [...skipped, ...quotes] })

/** The readable text of an HTML mail. Bounded in depth and breadth; markup that cannot be read gives no text. */
export function htmlToPlain(html: string): string {
  return convert(everything, html)
}

/** The same, with what the usual programs mark as quoted left out. */
export function htmlToNewText(html: string): string {
  return convert(withoutQuotes, html)
}

function bounded(html: string): string {
  let at = -1
  for (let tags = 0; tags <= maxTags; tags++) {
    at = html.indexOf('<', at + 1)
    if (at === -1) return html
  }
  return html.slice(0, at)
}

function convert(converter: (html: string) => string, html: string): string {
  try {
    return converter(bounded(html.slice(0, maxHtml)))
  } catch {
    return ''
  }
}
