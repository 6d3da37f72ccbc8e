import type { Instant } from '../engine/ports/machine.ts'
import type { OutgoingMail } from '../engine/ports/mail.ts'
/** What people and mail servers write back, as complete sources for the engine's own parser. */

import { mailbox, mailDate, shortName, writeMail, writeParts } from './mime.ts'

/** A person's answer, with the message they answer quoted below. */
export function answerLetter(mail: OutgoingMail, at: Instant, words: string): Buffer {
  const text = `Hi ${mail.from.name.split(' ')[0]},\n\n${words}\n\n${mail.to.name}\n\n${quoted(mail)}\n`
  return writeMail([...headersOf(mail, at, replySubject(mail.subject)), ...threadOf(mail)], text)
}

/** An automatic answer as RFC 3834 wants it. */
export function writeAbsenceNote(mail: OutgoingMail, at: Instant, words: string): Buffer {
  const headers = headersOf(mail, at, `Automatic reply: ${mail.subject}`)
  return writeMail([...headers, ['Auto-Submitted', 'auto-replied'], ...threadOf(mail)], `${words}\n\n${mail.to.name}\n`)
}

/** A delivery report (RFC 3464): in words, for programs, and with the headers of what it is about. */
export function writeBounce(mail: OutgoingMail, at: Instant): Buffer {
  const server = `mx.${domainOf(mail.to.address)}`
  const problem = '550 5.1.1 The account does not exist'
  return writeParts(
    [
      ['Return-Path', '<>'],
      ['Date', mailDate(at)],
      ['From', `Mail Delivery System <MAILER-DAEMON@${server}>`],
      ['To', mail.from.address],
      ['Subject', 'Undelivered Mail Returned to Sender'],
      ['Message-ID', `<${shortName(`${mail.messageId} bounce`)}@${server}>`],
      ['Auto-Submitted', 'auto-replied'],
    ],
    'multipart/report; report-type=delivery-status',
    [
      {
        type: 'text/plain; charset=us-ascii',
        content: `This is the mail system at host ${server}.\n\nYour message could not be delivered.\n\n<${mail.to.address}>: ${problem}\n`,
      },
      {
        type: 'message/delivery-status',
        content: [
          `Reporting-MTA: dns; ${server}`,
          `Arrival-Date: ${mailDate(mail.date)}`,
          '',
          `Final-Recipient: rfc822; ${mail.to.address}`,
          'Action: failed',
          'Status: 5.1.1',
          `Diagnostic-Code: smtp; ${problem}`,
          '',
        ].join('\n'),
      },
      { type: 'text/rfc822-headers', content: `From: ${mail.from.address}\nTo: ${mail.to.address}\nMessage-ID: ${mail.messageId}\n` },
    ],
  )
}

/** A message as its copy in Sent lies there. */
export function writeCopy(mail: OutgoingMail): Buffer {
  return writeParts(
    [
      ['Message-ID', mail.messageId],
      ['Date', mailDate(mail.date)],
      ['From', mailbox(mail.from)],
      ['To', mailbox(mail.to)],
      ['Subject', mail.subject],
      ['In-Reply-To', mail.inReplyTo],
      ['References', mail.references.join(' ')],
      ['List-Unsubscribe', mail.unsubscribeMailto === null ? '' : `<${mail.unsubscribeMailto}>`],
    ],
    'multipart/alternative',
    [
      { type: 'text/plain; charset=utf-8', content: mail.text, encode: true },
      ...(mail.html === '' ? [] : [{ type: 'text/html; charset=utf-8', content: mail.html, encode: true }]),
    ],
  )
}

function headersOf(mail: OutgoingMail, at: Instant, subject: string): [string, string][] {
  return [
    ['Return-Path', `<${mail.to.address}>`],
    ['Date', mailDate(at)],
    ['From', mailbox(mail.to)],
    ['To', mailbox(mail.from)],
    ['Subject', subject],
    ['Message-ID', `<${shortName(`${mail.messageId} ${subject}`)}@${domainOf(mail.to.address)}>`],
  ]
}

function threadOf(mail: OutgoingMail): [string, string][] {
  return [
    ['In-Reply-To', mail.messageId],
    ['References', [...mail.references, mail.messageId].join(' ')],
  ]
}

function quoted(mail: OutgoingMail): string {
  const lines = mail.text.trimEnd().split(/\r?\n/)
  return [`On ${mailDate(mail.date)}, ${mail.from.name} <${mail.from.address}> wrote:`, ...lines.map((line) => `> ${line}`)].join('\n')
}

function replySubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
