import type { Db } from '../../db/core/open.ts'
import { statement } from '../../db/core/statement.ts'
import { type AnswerGateFacts, answerGate } from '../../rules/sending/answer-gate.ts'
import type { Closed } from '../../rules/sending/gate.ts'
import type { SharedFacts } from './gate-facts.ts'

interface FactRow {
  created_at: number
  last_synced_at: number | null
  next_sync_at: number
  due_at: number
  attempts: number
  reason: string
  mailbox_id: number | null
  removed_at: number | null
  mailbox_status: string
  mailbox_reason: string
  next_send_at: number
}

/** Everything the gate asks about one answer by hand. Null when there is no such row. */
export function answerFacts(db: Db, shared: SharedFacts, answerId: number): AnswerGateFacts | null {
  const row = statement(
    db,
    `select a.created_at, m.last_synced_at, m.next_sync_at, a.due_at, a.attempts, a.reason, m.id as mailbox_id, m.removed_at, m.status as mailbox_status, m.reason as mailbox_reason,
            m.next_send_at
     from answers a left join mailboxes m on m.id = a.mailbox_id where a.id = ?`,
  ).get(answerId) as FactRow | undefined
  if (!row) return null
  const there = row.mailbox_id !== null && row.removed_at === null
  return {
    now: shared.now,
    engine: shared.engine,
    credits: shared.credits,
    mailbox: there
      ? {
          paused: row.mailbox_status === 'paused',
          reason: row.mailbox_reason,
          nextSendAt: row.next_send_at,
          lastSyncedAt: row.last_synced_at,
          nextSyncAt: row.next_sync_at,
        }
      : null,
    answer: { writtenAt: row.created_at, dueAt: row.due_at, attempts: row.attempts, reason: row.reason },
  }
}

/** Why an answer waits; null where it may leave. */
export function explainAnswer(db: Db, shared: SharedFacts, answerId: number): Closed | null {
  const facts = answerFacts(db, shared, answerId)
  return facts && answerGate(facts)
}
