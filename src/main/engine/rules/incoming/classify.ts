import { isBulk, readAutomatic } from './automatic.ts'
import { readDeliveryStatus } from './delivery-report.ts'
import { extractNewText } from './new-text.ts'
import { isOptOut } from './opt-out.ts'
import { addressKey, idsOfOriginal } from './parse.ts'
import { isFromMailServer, quotedMessageIds, readPlainReport } from './plain-bounce.ts'
import type { Classification, DeliveryReport, MailAddress, Own, ParsedMail, ReportedRecipient } from './types.ts'
import { tokenOfUnsubscribe } from './unsubscribe.ts'

/**
 * What a mail is, by itself: whether it concerns one of our messages is for the database to say (`matchCandidates`).
 * The order is the point. One's own copies are never anything else; a mail server's report is never a person's answer;
 * a wish made through List-Unsubscribe counts although a machine sent it; and only then come machines and people.
 */
export function classifyIncoming(mail: ParsedMail, own: Own): Classification {
  const sender = senderOf(mail, own)
  if (sender !== null && isOwn(sender.key, own)) return { class: 'own' }
  const report = readReport(mail)
  if (report) return report
  const token = tokenOfUnsubscribe(mail.subject)
  if (token !== null) return { class: 'unsubscribe', via: 'mailto', token, originalMessageIds: [] }
  const newText = extractNewText(mail)
  const automatic = readAutomatic(mail, newText)
  if (automatic) return { class: 'auto_reply', ...automatic, originalMessageIds: [] }
  const bulk = isBulk(mail)
  const answers = mail.inReplyTo.length > 0 || mail.references.length > 0
  if (bulk && !answers) return { class: 'unrelated', evidence: 'sent to many' }
  if (sender === null && !answers) return { class: 'unrelated', evidence: 'no sender' }
  if (isOptOut(newText, mail.subject, own.optOutLines)) return { class: 'unsubscribe', via: 'text', token: null, originalMessageIds: [] }
  return { class: 'reply', bulk, newText }
}

/** Who wrote it. A list that writes under its own address says so in another header, and may be one of our addresses. */
export function senderOf(mail: ParsedMail, own: Own): MailAddress | null {
  const listed = mail.headers.has('list-id') && mail.originalFrom !== null && !isOwn(mail.originalFrom.key, own)
  return listed ? mail.originalFrom : mail.from
}

/**
 * Where somebody asks for answers, as an address key (Reply-To, RFC 5322 3.6.2); empty where that is where they write
 * from. A list puts its own address there, and an answer would go to everybody on it: it has no say.
 */
export function answerAddressOf(mail: ParsedMail, own: Own): string {
  const asked = isBulk(mail) ? [] : mail.replyTo.filter((key) => !isOwn(key, own))
  const sender = senderOf(mail, own)
  return sender !== null && asked.includes(sender.key) ? '' : (asked[0] ?? '')
}

function isOwn(key: string, own: Own): boolean {
  const canonical = canonicalKey(key)
  return own.addresses.some((address) => canonicalKey(addressKey(address) ?? address.toLowerCase()) === canonical)
}

/** Gmail ignores dots, and has two names for its domain. */
function canonicalKey(key: string): string {
  const match = /^(.+)@(?:gmail|googlemail)\.com$/.exec(key)
  return match?.[1] ? `${match[1].replaceAll('.', '')}@gmail.com` : key
}

function readReport(mail: ParsedMail): Classification | null {
  if (mail.reportType === 'feedback-report') {
    return { class: 'unsubscribe', via: 'complaint', token: null, originalMessageIds: originalIds(mail) }
  }
  const isReport = mail.contentType === 'multipart/report' && mail.reportType !== 'disposition-notification'
  const fromServer = isFromMailServer(mail)
  if (!isReport && !fromServer) return null
  const recipients = readDeliveryStatus(mail.deliveryStatus)
  if (recipients.length > 0) return reportOf(mail, withWords(mail, recipients))
  if (!fromServer && mail.reportType !== 'delivery-status') return null
  const plain = readPlainReport(mail)
  return plain ? reportOf(mail, plain.recipients) : null
}

/** Reports without any recipient that can be read keep the address that their text names. */
function withWords(mail: ParsedMail, recipients: ReportedRecipient[]): ReportedRecipient[] {
  if (recipients.some((recipient) => recipient.addresses.length > 0)) return recipients
  const named = readPlainReport(mail)?.recipients[0]?.addresses ?? []
  return recipients.map((recipient) => ({ ...recipient, addresses: named }))
}

function reportOf(mail: ParsedMail, recipients: ReportedRecipient[]): Classification {
  const worst = worstOf(recipients)
  const ids = originalIds(mail)
  if (!worst || worst.action === 'delivered') {
    return { class: 'auto_reply', kind: 'delivered', evidence: 'delivery report', originalMessageIds: ids }
  }
  const report: DeliveryReport = {
    permanent: worst.permanent,
    status: worst.status,
    diagnostic: worst.diagnostic,
    recipients,
    originalMessageIds: ids,
  }
  return worst.action === 'failed' ? { class: 'bounce', ...report } : { class: 'delay', ...report }
}

function worstOf(recipients: readonly ReportedRecipient[]): ReportedRecipient | undefined {
  const failed = recipients.filter((recipient) => recipient.action === 'failed')
  return failed.find((recipient) => recipient.permanent) ?? failed[0] ?? recipients.find((one) => one.action === 'delayed') ?? recipients[0]
}

/**
 * What a report says about one address. A report about several people condemns only those that it names; about an
 * address that it does not name (an alias, a forwarding) it says what it says of the worst.
 */
export function verdictFor(report: DeliveryReport, key: string | null): ReportedRecipient | null {
  const named = key === null ? [] : report.recipients.filter((recipient) => recipient.addresses.includes(key))
  return worstOf(named.length > 0 ? named : report.recipients) ?? null
}

/**
 * Of the embedded original, else from text that quotes its headers, else from the report's own threading headers. Not
 * from several: the original may be a letter that somebody else got, in whose chain one of our messages stands.
 */
function originalIds(mail: ParsedMail): string[] {
  const embedded = mail.originals.flatMap(idsOfOriginal)
  const quoted = embedded.length > 0 ? [] : [mail.text, ...mail.attachedTexts].flatMap(quotedMessageIds)
  const named = [...embedded, ...quoted]
  if (named.length > 0) return [...new Set(named)].slice(0, 20)
  return mail.inReplyTo.length > 0 ? mail.inReplyTo : mail.references.slice(-1)
}
