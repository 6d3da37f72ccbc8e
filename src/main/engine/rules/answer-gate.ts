import type { Closed, GateFacts } from './gate.ts'
import { nextMidnight } from './window.ts'

/** Everything that decides whether one answer by hand may leave now. UTC milliseconds. */
export interface AnswerGateFacts {
  now: number
  engine: Pick<GateFacts['engine'], 'paused'>
  /** Null where it was removed. */
  mailbox: { paused: boolean /** Words beside a pause or a provider's limit. */; reason: string; nextSendAt: number } | null
  credits: GateFacts['credits']
  answer: { dueAt: number; attempts: number; reason: string }
}

/**
 * Why an answer by hand may not leave now, or null when it may. A person acts now: the campaign's schedule, the gap, the
 * mailbox's daily cap and replies that are still unread do not hold it back. What does is what the provider asked for,
 * a pause of everything, and the credits. The first reason that holds is the one that is named.
 */
export function answerGate({ now, engine, mailbox, credits, answer }: AnswerGateFacts): Closed | null {
  if (engine.paused) return closed('engine_stopped', 'You paused all sending', null)
  if (mailbox === null) return closed('mailbox_missing', 'The mailbox of this conversation was removed', null)
  if (mailbox.paused) return closed('mailbox_paused', mailbox.reason || 'The mailbox is paused', null)
  if (answer.dueAt > now) {
    if (answer.attempts > 0) return closed('retry_later', answer.reason || 'It is tried again later', answer.dueAt)
    return closed('not_due', 'You can still take it back', answer.dueAt)
  }
  // Words beside it tell a provider's limit, or a server that cannot be reached, from the gap between two messages.
  if (mailbox.nextSendAt > now && mailbox.reason !== '') return closed('retry_later', mailbox.reason, mailbox.nextSendAt)
  if (credits.used + credits.inFlight >= credits.limit) {
    return closed('credits', `Today's ${credits.limit} credits are used up`, nextMidnight(now, credits.zone))
  }
  return null
}

function closed(reason: Closed['reason'], message: string, until: number | null): Closed {
  return { reason, message, until }
}
