import { isOver } from '../../audiences/discovery.ts'
import type { EngineContext } from '../../context.ts'
import { mailboxesStopped } from '../../db/campaigns/campaign-mailboxes.ts'
import { changeCount } from '../../db/core/changes.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { hasCreators } from '../../db/discovery/creators.ts'
import { awaitingFile } from '../../db/discovery/creators-view.ts'
import { firstDueOf, hasDueBefore, hasInFlight } from '../../db/discovery/day-plan.ts'
import { creatorsUnderWay, firstMessagesWaiting } from '../../db/discovery/run-figures.ts'
import {
  forgetSkipped,
  latestDay,
  type OpenRun,
  openRuns,
  type RecurringCampaign,
  recurringCampaign,
  recurringCampaigns,
  setClosing,
} from '../../db/discovery/runs.ts'
import { completeIfDone } from '../../lifecycle/campaign/complete.ts'
import { planDay, planKey } from '../../lifecycle/discovery/day-plan.ts'
import { leaveOutRest } from '../../lifecycle/discovery/leave-out.ts'
import { beginRun, beginSending, closeRun, skipDay } from '../../lifecycle/discovery/run.ts'
import type { Instant } from '../../ports/machine.ts'

import { closingOf, type DueRuns, dueRuns } from '../../rules/discovery/due-runs.ts'
import { dayAfter, localDay } from '../../rules/sending/window.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import { roomOfRun } from '../../views/discovery/run-room.ts'

/** A message that is late by so much was slept over: the rest of the day is spread anew. */
const lateMs = 10 * 60_000

/**
 * Keeps the days of recurring campaigns: begins a run when the window opens, spreads its messages over the day, moves it on
 * when its work is done, and ends it with the window. Days on which nothing could run are kept, with the reason.
 */
export function createRunStage(ctx: EngineContext): Stage {
  const earlier = (a: Instant | null, b: Instant | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b))

  let seen: { now: Instant; changes: unknown; dues: { id: number; due: Instant | null }[] } | null = null

  /** When there is something to do for each campaign. Asked for what is due and then for when more is: one look serves both. */
  function dues(now: Instant): { id: number; due: Instant | null }[] {
    const changes = changeCount(ctx.db)
    if (seen?.now !== now || seen.changes !== changes) {
      seen = { now, changes, dues: recurringCampaigns(ctx.db).map((campaign) => ({ id: campaign.id, due: dueOf(campaign, now) })) }
    }
    return seen.dues
  }

  /** When there is something to do for a campaign; null while there is not. */
  function dueOf(campaign: RecurringCampaign, now: Instant): Instant | null {
    const { open } = campaign
    if (open) return openDue(campaign, open, now)
    if (campaign.counted >= campaign.audience.runs) return isLeftOver(campaign) ? now : null
    const { missed, current, next } = daysOf(campaign, now)
    if (missed.length > 0) return now
    if (stoppedBy(campaign) !== null) return current ? current.closesAt : null
    return current ? now : next
  }

  /** Why no run begins, though its window is open: it may yet, once that is mended. Null where nothing speaks against it. */
  function stoppedBy({ id, status }: RecurringCampaign): string | null {
    if (status === 'paused') return 'The campaign was paused.'
    if (getWorkspace(ctx.db).paused) return 'You paused all sending.'
    return mailboxesStopped(ctx.db, id)
  }

  /** After the last run nobody is asked about any more, and whoever is through was the last. */
  function isLeftOver(campaign: RecurringCampaign): boolean {
    const { id, status } = campaign
    return status === 'active' && (hasCreators(ctx.db, id, 'found') || hasCreators(ctx.db, id, 'unsure') || isOver(ctx.db, campaign))
  }

  function openDue(campaign: RecurringCampaign, open: OpenRun, now: Instant): Instant {
    if (
      now >= open.closesAt ||
      closingOf(campaign.window, open, now) !== open.closesAt ||
      isStale(campaign, open, now) ||
      isThrough(campaign, open)
    )
      return now
    // What a pause makes late is spread anew when it ends.
    const head = campaign.status === 'paused' ? null : firstDueOf(ctx.db, campaign.id)
    return earlier(open.closesAt, head === null ? null : Math.max(head, open.plannedAt) + lateMs) ?? open.closesAt
  }

  function daysOf(campaign: RecurringCampaign, now: Instant): DueRuns {
    // Days of a clock that ran ahead are not behind us.
    const last = isAhead(campaign, now) ? latestDay(ctx.db, campaign.id, localDay(now, campaign.window.zone)) : campaign
    // What a schedule has had no time for, because it was given these hours only afterwards, was not missed.
    const since = Math.max(campaign.activatedAt, Math.min(campaign.updatedAt, now), last?.lastClosesAt ?? 0)
    return dueRuns({ window: campaign.window, now, since, lastDay: last?.lastDay ?? null })
  }

  /** A day more is no clock that ran ahead: the zone may have been changed to one further west. */
  function isAhead({ lastDay, window }: RecurringCampaign, now: Instant): boolean {
    return lastDay !== null && lastDay > dayAfter(localDay(now, window.zone))
  }

  function isStale(campaign: RecurringCampaign, open: OpenRun, now: Instant): boolean {
    if (campaign.status === 'paused') return false
    if (open.planKey !== planKey(ctx.db, campaign)) return true
    if (now - open.plannedAt < lateMs) return false
    const head = firstDueOf(ctx.db, campaign.id)
    return head !== null && now - head >= lateMs
  }

  /** Whether a stage of the run has nothing left to do. */
  function isThrough(campaign: RecurringCampaign, open: OpenRun): boolean {
    if (open.stage === 'enriching') return creatorsUnderWay(ctx.db, campaign.id) === 0
    if (open.stage !== 'sending') return false
    // There is no later run in which a person could have them asked about again.
    if (campaign.counted >= campaign.audience.runs && hasCreators(ctx.db, campaign.id, 'unsure')) return false
    const isSent =
      !hasDueBefore(ctx.db, campaign.id, open.closesAt) &&
      !hasInFlight(ctx.db, campaign.id) &&
      firstMessagesWaiting(ctx.db, campaign.id) === 0
    // Whose address a file brings today is written to today.
    return isSent && awaitingFile(ctx.db, campaign.id) === 0 && creatorsUnderWay(ctx.db, campaign.id) === 0
  }

  async function tend(campaignId: number): Promise<void> {
    const campaign = recurringCampaign(ctx.db, campaignId)
    if (!campaign) return
    const now = ctx.ports.clock.now()
    if (campaign.open) return tendOpen(campaign, campaign.open, now)
    if (campaign.counted >= campaign.audience.runs) {
      ctx.commit('run.leave', (tx) => {
        leaveOutRest(tx, campaignId)
        completeIfDone(tx, campaignId)
      })
      return
    }
    if (isAhead(campaign, now)) ctx.commit('run.clock', (tx) => forgetSkipped(tx, campaignId, localDay(now, campaign.window.zone)))
    const { missed, current } = daysOf(campaign, now)
    const stopped = stoppedBy(campaign)
    if (missed.length > 0) {
      ctx.commit('run.skip', (tx) => {
        for (const day of missed) skipDay(tx, campaign.id, day, stopped ?? notRunning)
      })
    }
    if (!current || stopped !== null) return
    const room = await roomOfRun(ctx, campaign)
    ctx.commit('run.begin', (tx) => {
      const fresh = recurringCampaign(tx, campaignId)
      if (!fresh || fresh.open || fresh.status === 'paused') return
      beginRun(tx, fresh, current, room)
    })
  }

  async function tendOpen(campaign: RecurringCampaign, open: OpenRun, now: Instant): Promise<void> {
    if (now >= open.closesAt) {
      ctx.commit('run.close', (tx) => closeRun(tx, open, campaign, campaign.status === 'paused' ? 'The campaign was paused.' : ''))
      return
    }
    const closesAt = closingOf(campaign.window, open, now)
    if (closesAt !== open.closesAt) {
      ctx.commit('run.window', (tx) => setClosing(tx, open.id, closesAt))
      return
    }
    if (isThrough(campaign, open)) {
      ctx.commit('run.move', (tx) => {
        if (open.stage !== 'enriching') return closeRun(tx, open, campaign, '')
        beginSending(tx, campaign.id, open.id)
      })
      return
    }
    if (!isStale(campaign, open, now)) return
    const { others } = await roomOfRun(ctx, campaign)
    ctx.commit('run.plan', (tx) => {
      const fresh = recurringCampaign(tx, campaign.id)
      if (fresh?.open) planDay(tx, fresh, fresh.open, others, ctx.awakeSince.at)
    })
  }

  /** A campaign that ended in the middle of a day ends its run. */
  const ended = () => openRuns(ctx.db).filter(({ campaignStatus }) => campaignStatus === 'cancelled' || campaignStatus === 'completed')

  return {
    name: 'run',
    recover() {},
    nextDue(now) {
      if (ended().length > 0) return now
      return dues(now).reduce<Instant | null>((earliest, { due }) => earlier(earliest, due), null)
    },
    claim(now): Claim[] {
      const closing = ended().map((run) => ({
        lane: `run:${run.campaignId}`,
        run: async () => ctx.commit('run.close', (tx) => closeRun(tx, run, null, 'The campaign has ended.')),
      }))
      const due = dues(now).filter(({ due }) => due !== null && due <= now)
      return [...closing, ...due.map(({ id }) => ({ lane: `run:${id}`, run: () => tend(id) }))]
    },
  }
}

const notRunning = 'Campaign Desk was not running while messages could leave: the computer slept or was off, or the program was closed.'
