import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { chosenMailbox } from '../../rules/sending/mailbox-choice.ts'
import { nextStep, type PastSend, type StepPlace, stepDueAt } from '../../rules/sending/next-step.ts'
import type { PlanBasis } from '../../views/sending/plan-basis.ts'
import { planBasis } from '../../views/sending/plan-basis.ts'
import { completeIfDone } from '../campaign/complete.ts'
import { stopEnrollment } from './stop.ts'

interface EnrollmentRow {
  id: number
  status: string
  mailbox_id: number | null
  created_at: number
}

interface SendRow {
  id: number
  step_id: number
  mailbox_id: number
  status: PastSend['status']
  due_at: number
  attempts: number
  claimed_at: number | null
  sent_at: number | null
}

/**
 * Brings the plan of one person in line after a message of theirs came back: while it was on its way, its step may have
 * been removed or moved, or its mailbox taken away.
 */
export function planAgain(tx: Tx, campaignId: number, enrollmentId: number): void {
  const basis = planBasis(tx, campaignId, tx.at)
  if (basis) planNext(tx, basis, enrollmentId)
}

export type Planned = 'nothing' | 'kept' | 'moved' | 'added' | 'finished'

/**
 * Plans the one next Send of a person, or finishes them when no step is left. What is planned already and still right
 * stays as it is, with its time (a retry keeps its own). The only place that plans Sends.
 */
export function planNext(tx: Tx, basis: PlanBasis, enrollmentId: number): Planned {
  const enrollment = statement(tx, 'select id, status, mailbox_id, created_at from enrollments where id = ?').get(enrollmentId) as
    | EnrollmentRow
    | undefined
  if (!enrollment || !['pending', 'active', 'paused', 'completed'].includes(enrollment.status)) return 'nothing'
  const history = statement(
    tx,
    'select id, step_id, mailbox_id, status, due_at, attempts, claimed_at, sent_at from sends where enrollment_id = ?',
  ).all(enrollmentId) as SendRow[]
  // While the outcome of a message is open, nothing follows it.
  if (history.some((send) => send.status === 'sending' || send.status === 'unconfirmed')) return 'nothing'

  const planned = history.find((send) => send.status === 'scheduled')
  const next = nextStep(
    basis.everyStep,
    history.map((send) => ({ stepId: send.step_id, status: send.status, claimedAt: send.claimed_at })),
  )
  if (planned && planned.step_id !== next?.id) {
    statement(tx, `update sends set status = 'cancelled', reason = 'The sequence was changed', held = null where id = ?`).run(planned.id)
  }
  if (!next) return finish(tx, basis, enrollment)

  const mailboxId = mailboxFor(tx, basis, enrollment, history)
  if (mailboxId === null) {
    stopEnrollment(tx, enrollment.id, { status: 'removed', reason: 'The mailbox that they heard from was removed' })
    return 'nothing'
  }
  const lastSentAt = Math.max(0, ...history.map((send) => send.sent_at ?? 0))
  const base = lastSentAt || Math.max(enrollment.created_at, basis.activatedAt)
  const dueAt = stepDueAt(next, base, basis.zone)
  open(tx, enrollment)
  return place(tx, basis, enrollment, { step: next, mailboxId, dueAt, parked: lastSentAt === 0 && basis.parkUntil !== null }, history)
}

function finish(tx: Tx, basis: PlanBasis, enrollment: EnrollmentRow): Planned {
  if (enrollment.status === 'completed' || basis.steps.length === 0) return 'nothing'
  statement(
    tx,
    `update enrollments set status = 'completed', reason = 'All steps are done', updated_at = ?, finished_at = ? where id = ?`,
  ).run(tx.at, tx.at, enrollment.id)
  tx.emit({ type: 'recipient.changed', campaignId: basis.campaignId, enrollmentId: enrollment.id, message: 'All steps are done' })
  completeIfDone(tx, basis.campaignId)
  return 'finished'
}

/** A person waiting to be planned becomes active; one who had finished gets a further step. A pause stays. */
function open(tx: Tx, enrollment: EnrollmentRow): void {
  if (enrollment.status !== 'pending' && enrollment.status !== 'completed') return
  statement(tx, `update enrollments set status = 'active', reason = '', updated_at = ?, finished_at = null where id = ?`).run(
    tx.at,
    enrollment.id,
  )
}

/**
 * One person hears from one mailbox. It is chosen once, evenly, and changed only while nothing was sent from it. Null
 * where it was removed after that: their answers go there, and nobody reads them any more.
 */
function mailboxFor(tx: Tx, basis: PlanBasis, enrollment: EnrollmentRow, history: SendRow[]): number | null {
  const current = enrollment.mailbox_id
  if (current !== null) {
    const spoken = history.some((send) => send.mailbox_id === current && send.sent_at !== null)
    if (basis.mailboxIds.includes(current)) return current
    if (spoken) return statement(tx, 'select 1 from mailboxes where id = ? and removed_at is null').get(current) ? current : null
  }
  const chosen = chosenMailbox(enrollment.id, basis.mailboxIds)
  if (chosen === undefined) {
    if (current !== null) return current
    throw new Error(`campaign ${basis.campaignId} has no mailbox to plan with`)
  }
  statement(tx, 'update enrollments set mailbox_id = ? where id = ?').run(chosen, enrollment.id)
  return chosen
}

function place(
  tx: Tx,
  basis: PlanBasis,
  enrollment: EnrollmentRow,
  plan: { step: StepPlace; mailboxId: number; dueAt: number; parked: boolean },
  history: SendRow[],
): Planned {
  const row = history.find((send) => send.step_id === plan.step.id)
  const held = enrollment.status === 'paused' ? 'recipient_paused' : null
  const parkedAt = plan.parked ? Math.max(plan.dueAt, basis.parkUntil ?? 0) : plan.dueAt
  if (!row) {
    statement(
      tx,
      `insert into sends (campaign_id, enrollment_id, step_id, mailbox_id, status, held, due_at, created_at)
       values (?, ?, ?, ?, 'scheduled', ?, ?, ?)`,
    ).run(basis.campaignId, enrollment.id, plan.step.id, plan.mailboxId, held, parkedAt, tx.at)
    return 'added'
  }
  if (row.status === 'scheduled') {
    // A retry has a time of its own, later than the plan's; and so has what the plan of a day has placed.
    const ownTime = row.attempts > 0 || plan.parked
    const dueAt = ownTime ? Math.max(row.due_at, plan.dueAt) : plan.dueAt
    if (dueAt === row.due_at && plan.mailboxId === row.mailbox_id) return 'kept'
    statement(tx, 'update sends set due_at = ?, mailbox_id = ? where id = ?').run(dueAt, plan.mailboxId, row.id)
    return 'moved'
  }
  statement(tx, `update sends set status = 'scheduled', reason = '', held = ?, due_at = ?, mailbox_id = ?, attempts = 0 where id = ?`).run(
    held,
    parkedAt,
    plan.mailboxId,
    row.id,
  )
  return 'added'
}
