/** How far an SMTP conversation had come when it ended. `body`: the server had said 354 and bytes may have left. */
export type SmtpStage = 'connect' | 'tls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body'

/**
 * What the server did, as facts; `delivery.ts` decides what follows.
 * - `accepted`: a 2xx reply to the message.
 * - `refused`: the server's own reply said no, at `stage`. Nothing was delivered.
 * - `broken`: no reply. At stage `body` the outcome is unknown; before it, nothing was delivered.
 */
export type SendOutcome =
  | { kind: 'accepted'; response: string }
  | { kind: 'refused'; stage: SmtpStage; replyCode: number; response: string }
  | { kind: 'broken'; stage: SmtpStage; error: string; errorCode: string }
