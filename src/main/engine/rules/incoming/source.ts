/**
 * The raw side of a mail: its header block, read and bounded before any MIME library sees it. A mail is hostile until
 * shown otherwise: ten megabytes of References must cost no more than a short one.
 */

/** Nothing behind this is looked at. */
const maxSource = 512 * 1024
const maxHead = 64 * 1024
const maxField = 8 * 1024
/** Room for the newest hundred ids. */
const maxReferencesField = 12 * 1024
const maxFields = 500
const maxDeciding = 60
/** Fields that say who wrote, what it answers, what it is and how it is to be read. */
const deciding =
  /^(?:from|reply-to|sender|subject|date|message-id|in-reply-to|references|auto-submitted|precedence|list-id|return-path|mime-version|content-[a-z-]{1,30}|x-failed-recipients)[ \t]*:/i

export interface BoundedSource {
  /** Unfolded header values by lower-case name, in the order they stand. */
  headers: Map<string, string[]>
  /** What a MIME library may be given: a header block of at most 64 KiB, and the body. */
  source: Buffer
  body: Buffer
}

export function boundSource(raw: Buffer): BoundedSource {
  const source = raw.subarray(0, maxSource)
  const end = headEnd(source)
  const body = source.subarray(end)
  // Latin-1 keeps every byte as it is.
  const all = source.toString('latin1', 0, end)
  const fields = splitFields(all)
  const kept: string[] = []
  let size = 0
  // What decides is kept wherever it stands: relays put any amount of their own in front of it.
  for (const field of [...fields.filter(decides).slice(0, maxDeciding), ...fields.filter((one) => !decides(one))].slice(0, maxFields)) {
    const bounded = boundField(field)
    if (size + bounded.length + 2 > maxHead) continue
    size += bounded.length + 2
    kept.push(bounded)
  }
  const unchanged = kept.length === fields.length && kept.every((field, at) => field === fields[at])
  return {
    headers: readFields(kept),
    source: unchanged ? source : Buffer.concat([Buffer.from(`${kept.join('\r\n')}\r\n\r\n`, 'latin1'), body]),
    body,
  }
}

/** The headers of an embedded message, or of text that looks like one. */
export function readHeaderBlock(text: string): Map<string, string[]> {
  const head = text.slice(0, maxHead).replace(/^\s+/, '')
  const end = /\r?\n\r?\n/.exec(head)
  return readFields(splitFields(end ? head.slice(0, end.index) : head).map(boundField))
}

/** Message-IDs with brackets. Some programs leave the brackets off. */
export function messageIdsIn(value: string): string[] {
  // Some programs fold inside of a long id, others write it as an encoded word.
  const plain = value.replace(/=\?[\w-]{1,20}\?q\?([^?\s]{1,900})\?=/gi, (_, text: string) => unquoted(text))
  const ids = plain.match(/<[^<>\s]{1,900}>/g) ?? plain.match(/<[^<>\s]{1,400} ?@ ?[^<>\s@]{1,255}>/g)?.map((id) => id.replaceAll(' ', ''))
  if (ids) return [...new Set(ids)]
  return [...new Set(value.split(/[\s,]+/).filter((word) => /^[^<>\s"]{1,400}@[^<>\s"@]{1,255}$/.test(word)))].map((id) => `<${id}>`)
}

/** The Q encoding of RFC 2047. */
function unquoted(text: string): string {
  return text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Line breaks are kept; every other control character goes, and so do halves of surrogate pairs. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '')
    .toWellFormed()
}

/** Offset of the first byte behind the blank line; the whole length where there is none. */
function headEnd(source: Buffer): number {
  for (let at = source.indexOf(0x0a); at !== -1; at = source.indexOf(0x0a, at + 1)) {
    if (source[at + 1] === 0x0a) return at + 2
    if (source[at + 1] === 0x0d && source[at + 2] === 0x0a) return at + 3
  }
  return source.length
}

/** Header fields with their folded lines still in them. */
function splitFields(head: string): string[] {
  const fields: string[] = []
  let current: string[] = []
  for (const line of head.split('\n')) {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (current.length > 0 && /^[ \t]/.test(text)) {
      current.push(text)
      continue
    }
    if (current.length > 0) fields.push(current.join('\r\n'))
    current = text === '' ? [] : [text]
  }
  if (current.length > 0) fields.push(current.join('\r\n'))
  return fields
}

function decides(field: string): boolean {
  return deciding.test(field)
}

function boundField(field: string): string {
  if (/^references\s*:/i.test(field)) {
    if (field.length <= maxReferencesField) return field
    // The newest ids stand last. One cut in half is not one of ours, and is passed over.
    return `References: ${field.slice(-maxReferencesField).replace(/^[^<]*/, '')}`
  }
  return field.length <= maxField ? field : field.slice(0, maxField)
}

function readFields(fields: string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  for (const field of fields) {
    const colon = field.indexOf(':')
    if (colon < 1 || colon > 200) continue
    const name = field.slice(0, colon).trim().toLowerCase()
    const value = cleanText(fromBytes(field.slice(colon + 1)))
      .replace(/\s+/g, ' ')
      .trim()
    const values = headers.get(name)
    if (values) values.push(value)
    else headers.set(name, [value])
  }
  return headers
}

/** Header bytes are UTF-8 (RFC 6532) or, from old programs, some 8-bit set. */
function fromBytes(latin1: string): string {
  return /^\p{ASCII}*$/u.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8')
}
