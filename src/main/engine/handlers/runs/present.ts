import { isoOrNull } from '../../../../shared/instant.ts'
import type { Run, RunCost } from '../../../../shared/schemas/runs.ts'
import { runWait } from '../../audiences/discovery-wait.ts'
import type { EngineContext } from '../../context.ts'
import type { Db } from '../../db/core/open.ts'
import { countRun } from '../../db/discovery/run-figures.ts'
import { carriedMessages, costsOf, type RunView, repliesBetween } from '../../db/discovery/runs-view.ts'
import { toWait } from '../../rules/sending/gate.ts'
import { dayAfter, dayStart } from '../../rules/sending/window.ts'

/**
 * A day as clients get it. Figures of the one that is on are counted now, all others were kept when it ended. Replies are
 * those of its local day.
 * @param zone of the campaign
 * @param status of the campaign: a run of one that is paused waits for that
 */
export function presentRun(ctx: EngineContext, row: RunView, campaign: { zone: string; status: string }): Run {
  const { db } = ctx
  const now = ctx.ports.clock.now()
  const isOn = row.status === 'running'
  const figures = isOn ? countRun(db, row, row.startedAt ?? now, now + 1) : row
  const closed = isOn ? runWait(ctx.db, row, now) : null
  const waiting = isOn && campaign.status === 'paused' ? { ...paused } : closed && toWait(closed)
  return {
    id: row.id,
    campaignId: row.campaignId,
    number: row.number,
    day: row.day,
    status: row.status,
    stage: row.stage,
    reason: row.reason,
    startedAt: isoOrNull(row.startedAt),
    finishedAt: isoOrNull(row.finishedAt),
    wanted: row.wanted,
    found: row.found,
    alreadyKnown: row.alreadyKnown,
    emailsFound: figures.emailsFound,
    planned: figures.planned,
    sent: figures.sent,
    followUps: figures.followUps,
    replies: repliesBetween(db, row.campaignId, dayStart(row.day, campaign.zone), dayStart(dayAfter(row.day), campaign.zone)),
    carriedOver: isOn ? putOff(db, row.campaignId) : row.carriedOver,
    creditsUsed: figures.creditsUsed,
    costs: runCosts(db, row.id),
    waiting,
  }
}

/** Messages that the plan of the day has put off so far. */
function putOff(db: Db, campaignId: number): number {
  return carriedMessages(db, campaignId).reduce((sum, { count }) => sum + count, 0)
}

const paused = { reason: 'campaign_paused', message: 'The campaign is paused', until: null } as const

/** What was paid, by provider. What the sandbox invents is bought from nobody. */
function runCosts(db: Db, runId: number): RunCost[] {
  return costsOf(db, runId).flatMap(({ provider, millicredits, calls, items, unsure }) =>
    provider === 'sandbox' ? [] : [{ provider, credits: millicredits === null ? null : millicredits / 1000, calls, items, unsure }],
  )
}
