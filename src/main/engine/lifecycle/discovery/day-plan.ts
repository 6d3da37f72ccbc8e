import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { mailboxesAsText, markPlanned, messagesToPlace, type PlannedMessage, placeMessage } from '../../db/discovery/day-plan.ts'
import type { OpenRun, RecurringCampaign } from '../../db/discovery/runs.ts'
import { sendingMailboxes } from '../../db/sends/queue.ts'
import { dayPlan } from '../../rules/discovery/day-plan.ts'
import type { DayPlanItem } from '../../rules/discovery/types.ts'
import { averageGapMs } from '../../rules/forecast/times.ts'
import { stepDueAt } from '../../rules/sending/next-step.ts'
import { currentOrNextOpening } from '../../rules/sending/window.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { planBasis } from '../../views/sending/plan-basis.ts'

/** What stands at a message that is not for today. */
export const carriedReasons: Record<'credits' | 'daily_cap' | 'window', string> = {
  credits: "Carried over: today's credits do not reach for it",
  daily_cap: 'Carried over: the mailbox has reached its cap for today',
  window: 'Carried over: it did not fit into the rest of the window',
}

/**
 * Spreads what a recurring campaign has to send today over the rest of its window (rule 5): follow-ups at their own times,
 * first messages evenly in between. What does not fit goes first when the window opens next, and says why. From the same
 * facts always the same plan, so it can be made anew whenever one of them changes.
 * @param others credits that other campaigns still need today
 */
export function planDay(tx: Tx, campaign: RecurringCampaign, run: OpenRun, others: number, awakeSince: number): void {
  const basis = planBasis(tx, campaign.id, tx.at)
  if (!basis) return
  const { credits, day } = sharedFacts(tx, tx.at, awakeSince)
  const next = currentOrNextOpening(campaign.window, run.closesAt)?.opensAt ?? run.closesAt
  // Where the schedule was changed, the window of the day may be yet to open.
  const opensAt = currentOrNextOpening(campaign.window, tx.at)?.opensAt ?? tx.at
  const mailboxes = sendingMailboxes(tx, day)
  const index = new Map(mailboxes.map(({ id }, at) => [id, at]))
  const steps = new Map(basis.steps.map((step) => [step.id, step]))
  const items: DayPlanItem[] = []
  const rows = new Map<number, PlannedMessage>()
  for (const row of messagesToPlace(tx, campaign.id, next)) {
    const step = steps.get(row.stepId)
    const mailbox = index.get(row.mailboxId)
    if (!step || mailbox === undefined) continue
    const base = row.lastSentAt ?? Math.max(row.createdAt, basis.activatedAt)
    const notBefore = stepDueAt(step, base, basis.zone)
    if (notBefore >= run.closesAt) continue
    rows.set(row.id, row)
    const kind = row.lastSentAt !== null ? 'follow_up' : row.runId === run.id ? 'new' : 'carried'
    items.push({ id: row.id, mailbox, kind, notBefore })
  }
  const left = campaign.testMode ? credits.limit : Math.max(0, credits.limit - credits.used - credits.inFlight - others)
  const plan = dayPlan({
    now: Math.min(Math.max(tx.at, opensAt), run.closesAt),
    closesAt: run.closesAt,
    credits: left,
    followUpsFirst: campaign.audience.followUpsFirst,
    mailboxes: mailboxes.map((mailbox) => ({
      freeAt: mailbox.nextSendAt,
      gapMs: averageGapMs(mailbox.gapSeconds, mailbox.gapJitterSeconds),
      left: Math.max(0, mailbox.dailyCap - mailbox.claimedToday),
    })),
    items,
  })
  for (const { id, at } of plan.slots) if (rows.get(id)?.dueAt !== at) placeMessage(tx, id, at, '')
  for (const { id, why } of plan.left) placeMessage(tx, id, next, carriedReasons[why])
  markPlanned(tx, run.id, planKey(tx, campaign))
  tx.emit({ type: 'run.changed', campaignId: campaign.id, message: "Today's messages are planned" })
}

/** What a day's plan is made from, as text: where it differs from that of the run, the plan is made anew. */
export function planKey(db: Db, campaign: { id: number; version: number }): string {
  return `${getWorkspace(db).dailyCredits}/${campaign.version}/${mailboxesAsText(db, campaign.id)}`
}
