import { oneLine } from '../../../../shared/line.ts'
import type { SendOutcome, SmtpStage } from './send-outcome.ts'

/**
 * What follows from an attempt. Classified by provenance: the server's own reply code first, the state of the
 * connection second (RFC 5321 4.2.1, enhanced codes RFC 3463).
 */
export type Delivery =
  | { kind: 'sent' }
  /**
   * Not delivered; try again later. `mailbox`: it speaks against the mailbox, and this message waits with all others.
   * `broke`: the line ended at this one person, which speaks against the mailbox only where it happens to others as well.
   */
  | { kind: 'retry'; reason: string; mailbox: boolean; broke?: boolean }
  /** The provider's sending limit: nothing leaves this mailbox for a while. It is a deferral with a date, not a failure. */
  | { kind: 'quota'; reason: string; pauseMs: number }
  /** Never deliverable. `badAddress`: nobody should write there again. */
  | { kind: 'failed'; reason: string; badAddress: boolean }
  /** The mailbox cannot send until a person acts (password, blocked account). The message waits. */
  | { kind: 'mailbox'; reason: string }
  /** The line broke after the message was handed over: it may have been sent, or not (rule 2). */
  | { kind: 'unknown'; reason: string }

const hourMs = 3_600_000

/** Sending limits as the providers word them; data, because it changes. */
const quotaTexts: { pattern: RegExp; pauseMs: number }[] = [
  { pattern: /5\.4\.5|daily (user )?sending (limit|quota)|sending limit exceeded/i, pauseMs: 24 * hourMs },
  { pattern: /5\.7\.708|5\.2\.0.*(quota|limit)|recipient rate limit|too many recipients today/i, pauseMs: 24 * hourMs },
  { pattern: /exceeded.*(messages|emails|mails) per (hour|day)|hourly (limit|quota)/i, pauseMs: hourMs },
  { pattern: /4\.3\.2.*(concurrent|rate)|too many messages|rate limit|throttl/i, pauseMs: hourMs / 4 },
]

/** Bad-address enhanced codes (RFC 3463, 5.1.x) and words that name the address rather than the message. */
const badAddress =
  /\b5\.1\.(1|2|3|6|10)\b|user unknown|unknown user|no such (user|recipient|mailbox)|does not exist|mailbox (not found|unavailable)|recipient (address )?rejected/i

/** Words about whoever sends: the address is not theirs to use, or the account is blocked. Said at any stage. */
const aboutSender =
  /\b5\.1\.[78]\b|\b5\.7\.(?:60|50[1-5]|703|705|750)\b|sender address rejected|not owned by user|send as this sender|sendasdenied|bad outbound sender|not (?:allowed|permitted|authori[sz]ed) to send (?:as|from)/i
/** What is wrong with one message, although it is said about its first command. */
const aboutMessage = /\b5\.(?:3\.4|6\.\d{1,3})\b|\bsize\b|too (?:large|big)/i

/** Stages before the message itself is spoken of: what is refused there is refused to the mailbox. */
const mailboxStages: ReadonlySet<SmtpStage> = new Set(['connect', 'tls', 'auth'])

/** Stages at which one person is spoken of, and no message yet: a server that asks on theirs may hang there. */
const recipientStages: ReadonlySet<SmtpStage> = new Set(['rcpt', 'data'])

/** Decides what an attempt's outcome means. Pure. */
export function classifyDelivery(outcome: SendOutcome): Delivery {
  if (outcome.kind === 'accepted') return { kind: 'sent' }
  if (outcome.kind === 'broken') {
    if (outcome.stage === 'body') {
      return { kind: 'unknown', reason: `The connection broke after the message was handed over (${short(outcome.error)})` }
    }
    const certificate = /CERT|SELF_SIGNED|ALTNAME/i.test(outcome.errorCode)
    if (outcome.stage === 'tls' && certificate) {
      return { kind: 'mailbox', reason: `The mail server's certificate is not trusted (${short(outcome.error)})` }
    }
    if (recipientStages.has(outcome.stage)) {
      return {
        kind: 'retry',
        reason: `The mail server ended the connection at this address (${short(outcome.error)})`,
        mailbox: false,
        broke: true,
      }
    }
    return { kind: 'retry', reason: `The mail server could not be reached (${short(outcome.error)})`, mailbox: true }
  }
  return refused(outcome)
}

function refused(outcome: Extract<SendOutcome, { kind: 'refused' }>): Delivery {
  const said = `${outcome.replyCode} ${short(outcome.response)}`
  const permanent = outcome.replyCode >= 500
  const quota = quotaTexts.find((text) => text.pattern.test(outcome.response))
  if (quota) return { kind: 'quota', reason: `The provider's sending limit was reached (${said})`, pauseMs: quota.pauseMs }
  if (mailboxStages.has(outcome.stage) || outcome.replyCode === 530 || outcome.replyCode === 535) {
    if (permanent) return { kind: 'mailbox', reason: `The mail server refused to let this mailbox send (${said})` }
    return { kind: 'retry', reason: `The mail server asked to come back later (${said})`, mailbox: true }
  }
  if (!permanent) {
    // 421: the server is closing, whatever it was asked; at one address it may be for that.
    const closing = outcome.replyCode === 421
    const atRecipient = recipientStages.has(outcome.stage) || outcome.stage === 'body'
    const reason = `The mail server asked to try again later (${said})`
    return { kind: 'retry', reason, mailbox: closing && !atRecipient, ...(closing && atRecipient && { broke: true }) }
  }
  // It would be said about every message: none is lost over it, and a person looks.
  if (aboutSender.test(outcome.response) || (outcome.stage === 'mail' && !aboutMessage.test(outcome.response))) {
    return { kind: 'mailbox', reason: `The mail server does not let this mailbox send (${said})` }
  }
  const atRecipient = outcome.stage === 'rcpt' || outcome.stage === 'body'
  return {
    kind: 'failed',
    reason: `The mail server refused the message for good (${said})`,
    badAddress: atRecipient && badAddress.test(outcome.response),
  }
}

/** A server's text, one line and bounded: it is shown to a person. */
function short(text: string): string {
  const line = oneLine(text)
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
