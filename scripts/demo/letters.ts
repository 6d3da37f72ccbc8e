/** What people and mail servers write back, as complete sources (RFC 5322, CRLF lines). */
import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Instant } from '../../src/main/engine/ports/machine.ts'

import type { TakenMessage } from './smtp-server.ts'

/** A person's answer, with the message they answer quoted below; or a mail of their own with no thread to go by. */
export function writeAnswer(message: TakenMessage, answer: { at: Instant; words: string; inThread: boolean }): Promise<Buffer> {
  const text = [`Hi,\n\n${answer.words}\n\n${firstName(message)}`]
  if (answer.inThread) text.push(quoted(message))
  return compose(message, answer.at, {
    subject: answer.inThread ? replySubject(message.subject) : 'Your message from yesterday',
    text: `${text.join('\n\n')}\n`,
    ...(answer.inThread ? threadOf(message) : {}),
  })
}

/** What a mail program sends when somebody presses its Unsubscribe button (RFC 2369): the subject names the message. */
export function writeUnsubscribe(message: TakenMessage, at: Instant): Promise<Buffer> {
  const uri = new URL(message.unsubscribe)
  return compose(message, at, {
    to: decodeURIComponent(uri.pathname),
    subject: uri.searchParams.get('subject') ?? '',
    text: 'This message was sent by a mail program to unsubscribe.\n',
  })
}

/** An automatic answer as RFC 3834 wants it. */
export function writeAbsenceNote(message: TakenMessage, at: Instant): Promise<Buffer> {
  return compose(message, at, {
    subject: `Automatic reply: ${message.subject}`,
    text: `Thank you for your message. I am out of the office until Monday and read mail only now and then.\n\n${firstName(message)}\n`,
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    ...threadOf(message),
  })
}

/** A delivery report (RFC 3464): in words, for programs, and with the headers of what it is about. */
export function writeBounce(message: TakenMessage, at: Instant): Buffer {
  const server = `mx.${domainOf(message.to)}`
  const boundary = `report-${hash(message.messageId)}`
  const headers = message.raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
  const lines = [
    'Return-Path: <>',
    `Received: from ${server} (${server} [192.0.2.25]) by mail.example with ESMTP; ${date(at)}`,
    `Date: ${date(at)}`,
    `From: Mail Delivery System <MAILER-DAEMON@${server}>`,
    `To: ${message.envelopeFrom}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${hash(`${message.messageId} bounce`)}@${server}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `This is the mail system at host ${server}.`,
    '',
    'Your message could not be delivered to one or more recipients.',
    '',
    `<${message.to}>: 550 5.1.1 The account does not exist`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${server}`,
    `Arrival-Date: ${date(message.at)}`,
    '',
    `Final-Recipient: rfc822; ${message.to}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 The account does not exist',
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    headers,
    '',
    `--${boundary}--`,
    '',
  ]
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

interface Content {
  /** Left out: the sender of the message. */
  to?: string
  subject: string
  text: string
  inReplyTo?: string
  references?: string
  headers?: Record<string, string>
}

function compose(message: TakenMessage, at: Instant, content: Content): Promise<Buffer> {
  const server = `mx.${domainOf(message.to)}`
  const composer = new MailComposer({
    to: message.envelopeFrom,
    ...content,
    from: { name: message.toName, address: message.to },
    date: new Date(at),
    messageId: `<${hash(`${message.messageId} ${content.subject}`)}@${domainOf(message.to)}>`,
    headers: {
      'Return-Path': `<${message.to}>`,
      Received: `from ${server} (${server} [192.0.2.25]) by mail.example with ESMTP; ${date(at)}`,
      ...content.headers,
    },
  })
  return composer.compile().build()
}

function threadOf(message: TakenMessage): { inReplyTo: string; references: string } {
  return { inReplyTo: message.messageId, references: [message.inReplyTo, message.messageId].filter(Boolean).join(' ') }
}

function quoted(message: TakenMessage): string {
  const lines = message.text.trimEnd().split('\n')
  return [`On ${date(message.at)}, ${message.envelopeFrom} wrote:`, ...lines.map((line) => `> ${line}`)].join('\n')
}

function replySubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`
}

function firstName(message: TakenMessage): string {
  return message.toName.split(' ')[0] || message.to
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

function date(at: Instant): string {
  return DateTime.fromMillis(at, { zone: 'utc' }).toRFC2822() ?? ''
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}
