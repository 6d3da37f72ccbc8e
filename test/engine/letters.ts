import type { OutgoingMail } from '../../src/main/engine/ports/mail.ts'

type Mail = Pick<OutgoingMail, 'messageId' | 'to' | 'from' | 'subject'>

let count = 0

function letter(mail: Mail, headers: string[], text: string): string {
  return [
    `From: ${mail.to.address}`,
    `To: ${mail.from.address}`,
    `Subject: Re: ${mail.subject}`,
    `Message-ID: <letter-${++count}@elsewhere.example>`,
    `In-Reply-To: ${mail.messageId}`,
    `References: ${mail.messageId}`,
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
    '',
    text,
    '',
  ].join('\r\n')
}

/** What comes back to a message. */
export const letters = {
  reply: (mail: Mail) => letter(mail, [], 'Yes, tell me more.'),
  optOut: (mail: Mail) => letter(mail, [], 'unsubscribe'),
  automatic: (mail: Mail) => letter(mail, ['Auto-Submitted: auto-replied'], 'I am out of office until Monday.'),
  bounce: (mail: Mail) =>
    [
      'From: Mail Delivery System <MAILER-DAEMON@mail.example>',
      `To: ${mail.from.address}`,
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <bounce-${++count}@mail.example>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It did not work.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.example',
      '',
      `Final-Recipient: rfc822; ${mail.to.address}`,
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 No such user',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${mail.messageId}`,
      `To: ${mail.to.address}`,
      '',
      '--b--',
      '',
    ].join('\r\n'),
}
