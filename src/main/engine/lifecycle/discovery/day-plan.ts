import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { statement } from '../../db/core/statement.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import type { OpenRun, RecurringCampaign } from '../../db/discovery/runs.ts'
import { sendingMailboxes } from '../../db/sends/queue.ts'
import { dayPlan } from '../../rules/discovery/day-plan.ts'
import type { DayPlanItem } from '../../rules/discovery/types.ts'
import { averageGapMs } from '../../rules/forecast/times.ts'
import { stepDueAt } from '../../rules/sending/next-step.ts'
import { currentOrNextOpening } from '../../rules/sending/window.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { planBasis } from '../../views/sending/plan-basis.ts'

interface Waiting {
  id: number
  dueAt: number
  mailboxId: number
  stepId: number
  runId: number | null
  createdAt: number
  lastSentAt: number | null
}

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
  const rows = new Map<number, Waiting>()
  for (const row of waiting(tx, campaign.id, next)) {
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
  const move = statement(tx, `update sends set due_at = ?, reason = ? where id = ? and status = 'scheduled'`)
  for (const { id, at } of plan.slots) if (rows.get(id)?.dueAt !== at) move.run(at, '', id)
  for (const { id, why } of plan.left) move.run(next, carriedReasons[why], id)
  statement(tx, 'update runs set plan_key = ?, planned_at = ? where id = ?').run(planKey(tx, campaign), tx.at, run.id)
  tx.emit({ type: 'run.changed', campaignId: campaign.id, message: "Today's messages are planned" })
}

/**
 * What could leave today, is parked until the window opens next, or is nobody's follow-up: a clock that ran ahead may have
 * parked first messages far from now. A retry keeps the time of its own.
 */
function waiting(tx: Tx, campaignId: number, next: number): Waiting[] {
  return statement(
    tx,
    `select s.id, s.due_at as dueAt, s.mailbox_id as mailboxId, s.step_id as stepId, e.run_id as runId, e.created_at as createdAt,
            (select max(p.sent_at) from sends p where p.enrollment_id = s.enrollment_id) as lastSentAt
     from sends s join enrollments e on e.id = s.enrollment_id
     where s.campaign_id = ? and s.status = 'scheduled' and s.held is null and s.attempts = 0
       and (s.due_at <= ? or not exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.sent_at is not null))`,
  ).all(campaignId, next) as Waiting[]
}

/** What a day's plan is made from, as text: where it differs from that of the run, the plan is made anew. */
export function planKey(db: Db, campaign: { id: number; version: number }): string {
  const mailboxes = statement(
    db,
    `select group_concat(m.id || ':' || m.status || ':' || m.daily_cap || ':' || m.gap_seconds || ':' || m.gap_jitter_seconds, ' ')
     from campaign_mailboxes c join mailboxes m on m.id = c.mailbox_id where c.campaign_id = ?`,
  )
    .pluck()
    .get(campaign.id) as string | null
  return `${getWorkspace(db).dailyCredits}/${campaign.version}/${mailboxes ?? ''}`
}
