import sanitize from 'sanitize-html'
import { pixelsOf } from './picture.ts'
import { allowedStyles } from './safe-styles.ts'

/** Deeper than that is nobody's letter; the text in it stays. */
const maxDepth = 100
/**
 * More work than that is no letter either: cleaning it would hold up everything else, so its text is all that is shown.
 * A tag and a style count once, an address twice.
 */
const maxWork = 8_000
/** Characters of what is shown, without the pictures that were fetched for it. */
const maxOutput = 1_000_000
/** Of all pictures of a letter together, unpacked: four bytes each. */
const maxPixels = 40_000_000

export interface SafeHtml {
  /** Nothing in it can run, be sent, or be fetched. To be shown in a sandboxed frame all the same. */
  html: string
  /** Where the pictures lie that were left out, in the order in which they stand; one for each place. */
  remote: string[]
}

const common = ['style', 'dir', 'lang', 'align']
const cell = ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor', 'nowrap']

const options: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'div', 'span', 'br', 'hr', 'blockquote', 'pre', 'code', 'center', 'a', 'img', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'ins', 'small', 'big', 'sub', 'sup', 'mark', 'abbr', 'cite', 'q', 'tt', 'kbd'],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd'],
    ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'],
  ],
  // Their content is no text of the letter.
  nonTextTags: [
    ...['script', 'style', 'textarea', 'option', 'select', 'xmp', 'noscript', 'noembed', 'noframes', 'iframe', 'object', 'embed', 'applet'],
    ...['svg', 'math', 'template', 'title', 'plaintext', 'audio', 'video', 'canvas'],
  ],
  disallowedTagsMode: 'discard',
  // No class, id or name: nothing of theirs answers to a style or a script of ours.
  allowedAttributes: {
    '*': common,
    a: ['href', 'rel', 'title'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    font: ['color', 'size', 'face'],
    ol: ['start', 'type'],
    li: ['value'],
    table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
    tr: ['valign', 'bgcolor'],
    col: ['span', 'width'],
    td: cell,
    th: cell,
  },
  allowedStyles: { '*': allowedStyles },
  allowedSchemes: [],
  allowedSchemesByTag: { a: ['https'], img: ['data'] },
  allowProtocolRelative: false,
  nestingLimit: maxDepth,
}

/**
 * Makes the HTML of a mail safe to look at: an allow-list of tags, attributes and styles. No scripts, no forms, no ids,
 * nothing that is fetched; links lead to https alone. Never throws: markup that cannot be read, or costs too much, gives
 * nothing.
 * @param pictures fetched pictures by their address, as `data:` URIs; all others are left out and named
 */
export function safeHtml(html: string, pictures: ReadonlyMap<string, string> = new Map()): SafeHtml {
  const remote: string[] = []
  const room = roomForPictures()
  if (isTooMuch(html)) return { html: '', remote: [] }
  try {
    const safe = sanitize(html, {
      ...options,
      transformTags: {
        a: (tagName, attribs) => ({ tagName, attribs: link(attribs) }),
        img: (tagName, attribs) => ({ tagName, attribs: picture(attribs, pictures, remote, room) }),
      },
    })
    const allowance = maxOutput + [...pictures.values()].reduce((sum, data) => sum + data.length, 0) * 2
    return safe.length <= allowance ? { html: safe, remote } : { html: '', remote: [] }
  } catch {
    return { html: '', remote: [] }
  }
}

/** Counted without taking anything apart; words that only look like marks count too. */
function isTooMuch(html: string): boolean {
  let work = 0
  for (const [, address] of html.matchAll(/<|\b(href|src)\s{0,5}=|\bstyle\s{0,5}=/gi)) {
    work += address === undefined ? 1 : 2
    if (work > maxWork) return true
  }
  return false
}

/** With a place to go to only where it is https; every other address is at most named. */
function link(attribs: sanitize.Attributes): sanitize.Attributes {
  const { href = '', style = '' } = attribs
  const shared: sanitize.Attributes = style === '' ? {} : { style }
  const url = URL.parse(href.trim())
  if (url?.username !== '' || url.password !== '') return shared
  if (url.protocol === 'https:') return { ...shared, href: url.href, rel: 'noopener noreferrer nofollow', title: url.href }
  return url.protocol === 'http:' || url.protocol === 'mailto:' ? { ...shared, title: url.href } : shared
}

/** Tells of each `data:` picture whether there is room for it; the same one takes room once. */
function roomForPictures(): (src: string) => boolean {
  const fits = new Map<string, boolean>()
  let left = maxPixels
  return (src) => {
    const known = fits.get(src)
    if (known !== undefined) return known
    const pixels = pixelsOf(Buffer.from(src.slice(src.indexOf(',') + 1), 'base64'))
    const fit = pixels <= left
    fits.set(src, fit)
    if (fit) left -= pixels
    return fit
  }
}

function picture(
  attribs: sanitize.Attributes,
  pictures: ReadonlyMap<string, string>,
  remote: string[],
  hasRoom: (src: string) => boolean,
): sanitize.Attributes {
  const { src = '', alt = '', width = '', height = '', style = '', title = '' } = attribs
  const kept: sanitize.Attributes = { alt, ...sized({ width, height }), ...(style === '' ? {} : { style }) }
  if (isDataPicture(src)) return hasRoom(src) ? { ...kept, src } : kept
  const address = remoteAddress(src)
  // A picture that came inside the mail is not kept: its words are all that is shown.
  if (address === null) return title === leftOut ? { ...kept, title } : kept
  const fetched = pictures.get(address)
  if (fetched !== undefined && isDataPicture(fetched) && hasRoom(fetched)) return { ...kept, src: fetched }
  remote.push(address)
  return { ...kept, alt: alt || 'Picture', title: leftOut }
}

function sized(size: { width: string; height: string }): sanitize.Attributes {
  return Object.fromEntries(Object.entries(size).filter(([, value]) => /^\d{1,4}%?$/.test(value)))
}

const leftOut = 'This picture lies on a server and was not fetched'

/** Bitmap formats alone: an SVG is a document of its own. */
function isDataPicture(src: string): boolean {
  return /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/.test(src)
}

function remoteAddress(src: string): string | null {
  const trimmed = src.trim()
  const url = URL.parse(trimmed.startsWith('//') ? `https:${trimmed}` : trimmed)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}

/** Where programs begin to quote: what stands behind it is folded away as text. */
const quote =
  /<blockquote|class\s*=\s*["']?[^"'>]{0,100}(?:gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote)|id\s*=\s*["']?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION)/i
const structure = /<(?:img|table|ul|ol|dl|h[1-6]|b|strong|i|em|u|s|del|mark|pre|code)[\s>]|<a [^>]*href=/

/**
 * Whether the HTML of a mail shows anything that its text does not: pictures, tables, lists, links, words that stand out.
 * Of what was newly said, that is; fonts and colours alone say nothing.
 * @param whole all of it, where it was made safe already: that is the expensive part
 */
export function saysMoreThanText(html: string, whole = safeHtml(html)): boolean {
  const from = html.search(quote)
  return structure.test(from === -1 || whole.html === '' ? whole.html : safeHtml(html.slice(0, html.lastIndexOf('<', from))).html)
}
