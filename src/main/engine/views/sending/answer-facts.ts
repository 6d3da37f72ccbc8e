import type { Db } from '../../db/core/open.ts'
import { answerGateRow } from '../../db/sends/gate-rows.ts'
import { type AnswerGateFacts, answerGate } from '../../rules/sending/answer-gate.ts'
import type { Closed } from '../../rules/sending/gate.ts'
import type { SharedFacts } from './gate-facts.ts'

/** Everything the gate asks about one answer by hand. Null when there is no such row. */
export function answerFacts(db: Db, shared: SharedFacts, answerId: number): AnswerGateFacts | null {
  const row = answerGateRow(db, answerId)
  if (!row) return null
  const { mailbox, answer } = row
  return {
    now: shared.now,
    engine: shared.engine,
    credits: shared.credits,
    mailbox: mailbox && {
      paused: mailbox.paused,
      reason: mailbox.reason,
      nextSendAt: mailbox.nextSendAt,
      lastSyncedAt: mailbox.lastSyncedAt,
      nextSyncAt: mailbox.nextSyncAt,
    },
    answer,
  }
}

/** Why an answer waits; null where it may leave. */
export function explainAnswer(db: Db, shared: SharedFacts, answerId: number): Closed | null {
  const facts = answerFacts(db, shared, answerId)
  return facts && answerGate(facts)
}
