/** What people and their servers write back, as sources with LF lines. */
import type { ReceivedMail } from '../fakes/smtp.ts'

/** A mail from whoever got `mail`, in its thread. */
export function answer(mail: ReceivedMail, text: string, headers: string[] = []): string {
  return [
    `From: ${mail.to}`,
    `To: ${mail.envelope.from}`,
    `Subject: Re: ${mail.subject}`,
    `Message-ID: <answer-${mail.messageId.slice(1)}`,
    `In-Reply-To: ${mail.messageId}`,
    `References: ${mail.messageId}`,
    `Date: ${new Date().toUTCString()}`,
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\n')
}

export function outOfOffice(mail: ReceivedMail): string {
  return answer(mail, 'I am away until Monday.', ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'])
}

/** The delivery report of RFC 3464, with the headers of the message that came back. */
export function bounce(mail: ReceivedMail): string {
  const [to = ''] = mail.envelope.to
  const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n')).replaceAll('\r\n', '\n')
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mx.elsewhere.example>',
    `To: ${mail.envelope.from}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <bounce-${mail.messageId.slice(1)}`,
    `Date: ${new Date().toUTCString()}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"',
    '',
    '--=_report',
    'Content-Type: text/plain',
    '',
    `Your message to ${to} could not be delivered: 550 5.1.1 No such user`,
    '',
    '--=_report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.elsewhere.example',
    '',
    `Final-Recipient: rfc822; ${to}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 No such user',
    '',
    '--=_report',
    'Content-Type: text/rfc822-headers',
    '',
    head,
    '',
    '--=_report--',
    '',
  ].join('\n')
}

/** What a mail program sends when somebody presses its Unsubscribe button (RFC 2369). */
export function unsubscribe(mail: ReceivedMail): string {
  const uri = new URL((mail.headers['list-unsubscribe'] ?? '').replace(/^<|>$/g, ''))
  return [
    `From: ${mail.to}`,
    `To: ${decodeURIComponent(uri.pathname)}`,
    `Subject: ${uri.searchParams.get('subject')}`,
    `Message-ID: <unsubscribe-${mail.messageId.slice(1)}`,
    `Date: ${new Date().toUTCString()}`,
    '',
    '',
  ].join('\n')
}
