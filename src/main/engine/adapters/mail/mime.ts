import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { OutgoingMail } from '../../ports/mail.ts'

/** A message that must not be built: a field would start a header of its own, or is not what it says. */
export class UnsafeMailError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnsafeMailError'
  }
}

/** RFC 5322 2.1.1: no line of more than 998 characters. */
const longestLine = 998
// Characters that start a line somewhere, or that no header field may hold.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}]/u
const messageIdForm = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,480}>$/
const mailtoForm = /^mailto:[\x21-\x3b\x3d\x3f-\x7e]+$/i

/**
 * The MIME source of a message (RFC 5322, 2045 to 2047), CRLF lines, the same bytes for the same message: text with an
 * HTML alternative, or text alone where there is no HTML. Everything stays 7 bit, so no server has to convert it.
 * @throws UnsafeMailError where a header field holds a line break, or an id, address or URI is malformed
 */
export async function compileMail(mail: OutgoingMail): Promise<Buffer> {
  checkFields(mail)
  const composer = new MailComposer({
    messageId: mail.messageId,
    date: new Date(mail.date),
    from: { name: mail.from.name, address: mail.from.address },
    to: { name: mail.to.name, address: mail.to.address },
    subject: mail.subject,
    inReplyTo: mail.inReplyTo || undefined,
    references: mail.references.length > 0 ? mail.references.join(' ') : undefined,
    text: mail.text,
    html: mail.html === '' ? undefined : mail.html,
    headers: [...listUnsubscribe(mail.unsubscribeMailto), ...autoSubmitted(mail)],
    // RFC 2046 5.1.1: what separates the parts must be found in none of them; a hash of this message's id is not.
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32),
    boundaryPrefix: '=_',
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n',
  })
  return composer.compile().build()
}

/** One line, however long: relays that fold it again inside the URI break DKIM signatures and one-click readers. */
function listUnsubscribe(mailto: string | null) {
  if (mailto === null) return []
  return [{ key: 'List-Unsubscribe', value: { prepared: true, foldLines: false, value: `<${mailto}>` } }]
}

function autoSubmitted({ autoSubmitted: value }: OutgoingMail) {
  return value === undefined ? [] : [{ key: 'Auto-Submitted', value }]
}

function checkFields(mail: OutgoingMail): void {
  const fields: [string, string][] = [
    ['Subject', mail.subject],
    ['From', mail.from.name],
    ['From', mail.from.address],
    ['To', mail.to.name],
    ['To', mail.to.address],
  ]
  for (const [name, value] of fields) {
    if (unsafe.test(value)) throw new UnsafeMailError(`${name} holds a line break or a control character`)
  }
  for (const address of [mail.from.address, mail.to.address]) {
    if (!isPlainAddress(address)) throw new UnsafeMailError(`"${address}" is not one plain address`)
  }
  const ids = [mail.messageId, ...(mail.inReplyTo ? [mail.inReplyTo] : []), ...mail.references]
  for (const id of ids) {
    if (!messageIdForm.test(id)) throw new UnsafeMailError('A Message-ID is malformed')
  }
  const mailto = mail.unsubscribeMailto
  if (mailto !== null && !(mailtoForm.test(mailto) && mailto.length < longestLine - 25)) {
    throw new UnsafeMailError('The unsubscribe address is malformed')
  }
  if (!Number.isFinite(mail.date) || Math.abs(mail.date) > 8.64e15) throw new UnsafeMailError('The date is not an instant')
}

/** One address and nothing around it: no brackets, lists, comments, spaces or quotes. */
function isPlainAddress(address: string): boolean {
  return address.length <= 320 && /^[^\s<>(),;:"\\[\]@]+@[^\s<>(),;:"\\[\]@]+$/.test(address)
}
