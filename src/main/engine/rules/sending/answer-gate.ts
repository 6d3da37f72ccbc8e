import type { Closed, GateFacts } from './gate.ts'
import { nextMidnight } from './window.ts'

/** Everything that decides whether one answer by hand may leave now. UTC milliseconds. */
export interface AnswerGateFacts {
  now: number
  engine: GateFacts['engine']
  /** Null where it was removed. */
  mailbox: Pick<NonNullable<GateFacts['mailbox']>, 'paused' | 'reason' | 'nextSendAt' | 'lastSyncedAt' | 'nextSyncAt'> | null
  credits: GateFacts['credits']
  answer: { writtenAt: number; dueAt: number; attempts: number; reason: string }
}

/**
 * Why an answer by hand may not leave now, or null when it may. A person acts now: the campaign's schedule, the gap, the
 * mailbox's daily cap and replies that are still unread do not hold it back. What does is what the provider asked for,
 * a pause of everything, and the credits; and where it was written before a sleep or a restart, mail is read first, for
 * they may have asked meanwhile not to be written to. The first reason that holds is the one that is named.
 */
export function answerGate({ now, engine, mailbox, credits, answer }: AnswerGateFacts): Closed | null {
  if (engine.paused) return closed('engine_stopped', 'You paused all sending', null)
  if (mailbox === null) return closed('mailbox_missing', 'The mailbox of this conversation was removed', null)
  if (mailbox.paused) return closed('mailbox_paused', mailbox.reason || 'The mailbox is paused', null)
  if (answer.dueAt > now) {
    if (answer.attempts > 0) return closed('retry_later', answer.reason || 'It is tried again later', answer.dueAt)
    return closed('not_due', 'You can still take it back', answer.dueAt)
  }
  const read = mailbox.lastSyncedAt
  if (answer.writtenAt < engine.awakeSince && (read === null || read < engine.awakeSince)) {
    const until = mailbox.nextSyncAt > now ? mailbox.nextSyncAt : null
    return closed('mailbox_unread', 'It was written before a pause of this computer: what came since is read first', until)
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
