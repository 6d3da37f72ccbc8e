import { type Attachment, type ParsedMail as MimeMail, simpleParser } from 'mailparser'
import { parseAddress } from '../contacts/address.ts'
import { htmlToPlain } from './html.ts'
import { boundSource, cleanText, messageIdsIn, readHeaderBlock } from './source.ts'
import { type MailAddress, maxHtmlPart, maxReferences, maxText, type ParsedMail } from './types.ts'

const maxHtml = 200_000
const maxAttached = 64 * 1024
const maxAttachedParts = 10
const maxSubject = 1_000
/** A MIME library that never answers must not hold up the mailbox. It works in memory: this is ages. */
const patienceMs = 10_000

/**
 * Options of the MIME library. Embedded messages and delivery reports are handed over as attachments, instead of being
 * mixed into the text, where words of the original would count as words of the sender.
 */
const options = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  maxChildNodes: 200,
  maxHeadSize: 128 * 1024,
}

/**
 * Takes a mail apart (RFC 5322, 2045). Never throws and never hangs: where the structure cannot be read, the headers and
 * the raw start of the body are what is left, so that an answer is still matched by the ids that it names.
 * @param source the mail, or its beginning
 */
export async function parseIncoming(source: Buffer): Promise<ParsedMail> {
  try {
    const bounded = boundSource(source)
    const mime = await readMime(bounded.source)
    return mime ? fromMime(bounded.headers, mime) : fromHeaders(bounded.headers, bounded.body)
  } catch {
    return fromHeaders(new Map(), Buffer.alloc(0))
  }
}

async function readMime(source: Buffer): Promise<MimeMail | null> {
  let timer: NodeJS.Timeout | undefined
  try {
    const gaveUp = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patienceMs)
    })
    return await Promise.race([simpleParser(source, options), gaveUp])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

function fromMime(headers: Map<string, string[]>, mime: MimeMail): ParsedMail {
  const attachments = (mime.attachments ?? []).filter(isWanted).slice(0, maxAttachedParts)
  const plain = bounded(mime.text ?? '', maxText)
  const html = plain.trim() === '' && typeof mime.html === 'string' ? bounded(mime.html, maxHtml) : ''
  return {
    ...fromHeaders(headers, Buffer.alloc(0)),
    from: addressOf(mime.from?.value[0]) ?? rawAddress(headers.get('from')?.[0] ?? ''),
    replyTo: (mime.replyTo?.value ?? []).slice(0, 5).flatMap((entry) => addressOf(entry)?.key ?? []),
    subject: bounded(mime.subject ?? '', maxSubject)
      .replace(/\s+/g, ' ')
      .trim(),
    text: html === '' ? plain : htmlToPlain(html).slice(0, maxText),
    html,
    htmlPart: typeof mime.html === 'string' ? cutBytes(mime.html, maxHtmlPart) : '',
    deliveryStatus: attachments.filter((part) => isType(part, /^message\/(global-)?delivery-status$/)).map(contentOf),
    originals: attachments.filter((part) => isType(part, originalType)).map(contentOf),
    attachedTexts: attachments.filter((part) => isType(part, /^text\/(?!rfc822-headers|calendar)/)).map(contentOf),
    calendarMethod: calendarMethodOf(mime.attachments ?? []),
    damaged: false,
  }
}

const originalType = /^(message\/(rfc822|rfc822-headers|global|global-headers)|text\/rfc822-headers)$/

function isWanted(part: Attachment): boolean {
  return isType(part, /^message\/(global-)?delivery-status$/) || isType(part, originalType) || isType(part, /^text\/(?!calendar)/)
}

function isType(part: Attachment, type: RegExp): boolean {
  return type.test((part.contentType ?? '').toLowerCase())
}

function contentOf(part: Attachment): string {
  return Buffer.isBuffer(part.content) ? cleanText(part.content.subarray(0, maxAttached).toString('utf8')) : ''
}

/** The method stands in the Content-Type, and again in the calendar itself (RFC 6047). */
function calendarMethodOf(parts: Attachment[]): string | null {
  const calendar = parts.find((part) => isType(part, /^(text\/calendar|application\/ics)$/))
  if (!calendar) return null
  const type = calendar.headers?.get('content-type')
  const named = typeof type === 'object' && 'params' in type ? type.params.method : undefined
  return (named ?? /^METHOD:([A-Z]{1,20})/m.exec(contentOf(calendar))?.[1] ?? 'PUBLISH').toUpperCase().slice(0, 20)
}

/** What the header block alone tells. */
function fromHeaders(headers: Map<string, string[]>, body: Buffer): ParsedMail {
  const first = (name: string) => headers.get(name)?.[0] ?? ''
  const type = first('content-type')
  return {
    messageId: messageIdsIn(first('message-id'))[0] ?? null,
    inReplyTo: messageIdsIn(first('in-reply-to')).slice(0, 10),
    references: messageIdsIn((headers.get('references') ?? []).join(' ')).slice(-maxReferences),
    from: rawAddress(first('from')),
    originalFrom: rawAddress(first('x-original-from')) ?? rawAddress(first('x-original-sender')),
    replyTo: [],
    subject: first('subject').slice(0, maxSubject),
    headers,
    contentType: (type.split(';')[0] ?? '').trim().toLowerCase(),
    reportType: (/;\s*report-type\s*=\s*"?([a-z-]{1,50})/i.exec(type)?.[1] ?? '').toLowerCase(),
    text: bounded(body.subarray(0, maxText * 4).toString('utf8'), maxText),
    html: '',
    htmlPart: '',
    deliveryStatus: [],
    originals: [],
    attachedTexts: [],
    calendarMethod: null,
    damaged: true,
  }
}

/** At most so many bytes of UTF-8, without half a character at the end. */
function cutBytes(text: string, max: number): string {
  const clean = cleanText(text.slice(0, max))
  const bytes = Buffer.from(clean)
  return bytes.length <= max
    ? clean
    : bytes
        .subarray(0, max)
        .toString('utf8')
        .replace(/\ufffd{1,3}$/, '')
}

function bounded(text: string, max: number): string {
  return cleanText(text.slice(0, max))
}

function addressOf(entry: { address?: string | undefined; name?: string } | undefined): MailAddress | null {
  const key = addressKey(entry?.address ?? '')
  return key === null
    ? null
    : {
        name: bounded(entry?.name ?? '', 300)
          .replace(/\s+/g, ' ')
          .trim(),
        key,
      }
}

function rawAddress(value: string): MailAddress | null {
  const key = addressKey(/<([^<>\s]{1,320})>/.exec(value)?.[1] ?? /[^\s<>,;:"()]{1,64}@[^\s<>,;:"()]{1,255}/.exec(value)?.[0] ?? '')
  return key === null ? null : { name: '', key }
}

/** What makes two addresses the same person: lower case, the domain in ASCII. Null for what is no address. */
export function addressKey(address: string): string | null {
  const parsed = parseAddress(address.slice(0, 400))
  return parsed.ok ? parsed.key : null
}

/** Message-IDs that an embedded original, or text that quotes its headers, names as its own. */
export function idsOfOriginal(text: string): string[] {
  const headers = readHeaderBlock(text)
  const named = [...(headers.get('message-id') ?? []), ...(headers.get('x-microsoft-original-message-id') ?? [])]
  return named.flatMap((value) => messageIdsIn(value).slice(0, 1))
}
