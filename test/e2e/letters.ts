import type { ReceivedMail } from '../fakes/smtp.ts'

interface Answer {
  /** Whoever answers: `Grace Hopper <grace@hopper.example>`. */
  from: string
  to: string
  /** Without the angle brackets. */
  messageId: string
  text: string
}

/** What a person's mail program makes of an answer to a message that they got. */
export function answerTo(sent: ReceivedMail, { from, to, messageId, text }: Answer): string {
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: Re: ${sent.subject}`,
    `Message-ID: <${messageId}>`,
    `In-Reply-To: ${sent.messageId}`,
    `References: ${sent.messageId}`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n')
}
