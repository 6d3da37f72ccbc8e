import type { Tx } from '../../db/core/commit.ts'
import { type PlannedPerson, plannedPerson, setEnrollmentMailbox } from '../../db/enrollments/enrollments.ts'
import { beginEnrollment, finishEnrollment } from '../../db/enrollments/status.ts'
import { isMailboxThere } from '../../db/mailboxes/mailboxes.ts'
import { type HistorySend, historyOfSends, insertSend, moveSend } from '../../db/sends/planning.ts'
import { cancelSend, scheduleAgain } from '../../db/sends/status.ts'
import { heldBy } from '../../rules/sending/held.ts'
import { chosenMailbox } from '../../rules/sending/mailbox-choice.ts'
import { nextStep, type StepPlace, stepDueAt } from '../../rules/sending/next-step.ts'
import { isOpenEnrollment } from '../../rules/states/open.ts'
import { allows } from '../../rules/states/table.ts'
import { enrollmentStates } from '../../rules/states/tables.ts'
import { type PlanBasis, planBasis } from '../../views/sending/plan-basis.ts'
import { completeIfDone } from '../campaign/complete.ts'
import { stopEnrollment } from './stop.ts'

/**
 * Brings the plan of one person in line after a message of theirs came back: while it was on its way, its step may have
 * been removed or moved, or its mailbox taken away.
 */
export function planAgain(tx: Tx, campaignId: number, enrollmentId: number): void {
  const basis = planBasis(tx, campaignId, tx.at)
  if (basis) planNext(tx, basis, enrollmentId)
}

const allDone = 'All steps are done'

export type Planned = 'nothing' | 'kept' | 'moved' | 'added' | 'finished'

/**
 * Plans the one next Send of a person, or finishes them when no step is left. What is planned already and still right
 * stays as it is, with its time (a retry keeps its own). The only place that plans Sends.
 */
export function planNext(tx: Tx, basis: PlanBasis, enrollmentId: number): Planned {
  const enrollment = plannedPerson(tx, enrollmentId)
  if (!enrollment || !(isOpenEnrollment(enrollment.status) || enrollment.status === 'completed')) return 'nothing'
  const history = historyOfSends(tx, enrollmentId)
  // While the outcome of a message is open, nothing follows it.
  if (history.some((send) => send.status === 'sending' || send.status === 'unconfirmed')) return 'nothing'

  const planned = history.find((send) => send.status === 'scheduled')
  const next = nextStep(basis.everyStep, history)
  if (planned && planned.stepId !== next?.id) cancelSend(tx, planned.id, 'The sequence was changed')
  if (!next) return finish(tx, basis, enrollment)

  const mailboxId = mailboxFor(tx, basis, enrollment, history)
  if (mailboxId === null) {
    stopEnrollment(tx, enrollment.id, { status: 'removed', reason: 'The mailbox that they heard from was removed' })
    return 'nothing'
  }
  const lastSentAt = Math.max(0, ...history.map((send) => send.sentAt ?? 0))
  const base = lastSentAt || Math.max(enrollment.createdAt, basis.activatedAt)
  const dueAt = stepDueAt(next, base, basis.zone)
  // Who waited to be planned is under way; so is who had finished and gets a further step. A pause stays.
  if (allows(enrollmentStates, 'plan', enrollment.status)) beginEnrollment(tx, enrollment.id)
  return place(tx, basis, enrollment, { step: next, mailboxId, dueAt, parked: lastSentAt === 0 && basis.parkUntil !== null }, history)
}

function finish(tx: Tx, basis: PlanBasis, enrollment: PlannedPerson): Planned {
  if (enrollment.status === 'completed' || basis.steps.length === 0) return 'nothing'
  finishEnrollment(tx, enrollment.id, allDone)
  tx.emit({ type: 'recipient.changed', campaignId: basis.campaignId, enrollmentId: enrollment.id, message: allDone })
  completeIfDone(tx, basis.campaignId)
  return 'finished'
}

/**
 * One person hears from one mailbox. It is chosen once, evenly, and changed only while nothing was sent from it. Null
 * where it was removed after that: their answers go there, and nobody reads them any more.
 */
function mailboxFor(tx: Tx, basis: PlanBasis, enrollment: PlannedPerson, history: HistorySend[]): number | null {
  const current = enrollment.mailboxId
  if (current !== null) {
    const spoken = history.some((send) => send.mailboxId === current && send.sentAt !== null)
    if (basis.mailboxIds.includes(current)) return current
    if (spoken) return isMailboxThere(tx, current) ? current : null
  }
  const chosen = chosenMailbox(enrollment.id, basis.mailboxIds)
  if (chosen === undefined) {
    if (current !== null) return current
    throw new Error(`campaign ${basis.campaignId} has no mailbox to plan with`)
  }
  setEnrollmentMailbox(tx, enrollment.id, chosen)
  return chosen
}

function place(
  tx: Tx,
  basis: PlanBasis,
  enrollment: PlannedPerson,
  plan: { step: StepPlace; mailboxId: number; dueAt: number; parked: boolean },
  history: HistorySend[],
): Planned {
  const row = history.find((send) => send.stepId === plan.step.id)
  const held = heldBy({ isPersonPaused: enrollment.status === 'paused', unwritten: null })
  const parkedAt = plan.parked ? Math.max(plan.dueAt, basis.parkUntil ?? 0) : plan.dueAt
  if (!row) {
    insertSend(tx, {
      campaignId: basis.campaignId,
      enrollmentId: enrollment.id,
      stepId: plan.step.id,
      mailboxId: plan.mailboxId,
      held,
      dueAt: parkedAt,
    })
    return 'added'
  }
  if (row.status === 'scheduled') {
    // A retry has a time of its own, later than the plan's; and so has what the plan of a day has placed.
    const ownTime = row.attempts > 0 || plan.parked
    const dueAt = ownTime ? Math.max(row.dueAt, plan.dueAt) : plan.dueAt
    if (dueAt === row.dueAt && plan.mailboxId === row.mailboxId) return 'kept'
    moveSend(tx, row.id, { dueAt, mailboxId: plan.mailboxId })
    return 'moved'
  }
  scheduleAgain(tx, row.id, { held, dueAt: parkedAt, mailboxId: plan.mailboxId })
  return 'added'
}
