import { noNewCreators } from '../../../../shared/said.ts'
import { exhaustCampaign } from '../../db/campaigns/status.ts'
import type { Tx } from '../../db/core/commit.ts'
import { hasCreators } from '../../db/discovery/creators.ts'
import { awaitingFile } from '../../db/discovery/creators-view.ts'
import {
  countRun,
  creatorsUnderWay,
  firstMessagesWaiting,
  foundIn,
  freezeRun,
  leftByProviders,
  runBefore,
} from '../../db/discovery/run-figures.ts'
import { endRun, moveRun } from '../../db/discovery/run-status.ts'
import { insertRun, type OpenRun, openRun, type RecurringCampaign, setEmptyRuns } from '../../db/discovery/runs.ts'
import type { RunDay } from '../../rules/discovery/due-runs.ts'
import { completeIfDone } from '../campaign/complete.ts'
import { startCampaign } from '../campaign/start.ts'
import { carriedWords } from './carried-words.ts'
import { leaveOutRest } from './leave-out.ts'

/** A page of a search. */
const pageSize = 50
/** So many runs in a row without anybody new pause the campaign. */
const emptyRunsToPause = 3

/** A day on which nothing could run is kept, with the reason; it does not count. */
export function skipDay(tx: Tx, campaignId: number, day: RunDay, reason: string): void {
  const run = { campaignId, number: null, day: day.day, closesAt: day.closesAt, wanted: 0, pageSize } as const
  const id = insertRun(tx, { ...run, status: 'skipped', stage: 'done', reason })
  if (id !== null) tx.emit({ type: 'run.changed', campaignId, message: reason })
}

/**
 * Begins the run of a day, once: a day that has a row is left alone. With room for new people it looks for them, else it
 * goes on with whoever was found before.
 */
export function beginRun(tx: Tx, campaign: RecurringCampaign, day: RunDay, room: { wanted: number; reason: string }): void {
  const carried = firstMessagesWaiting(tx, campaign.id) + creatorsUnderWay(tx, campaign.id)
  if (room.wanted === 0 && carried === 0) {
    skipDay(tx, campaign.id, day, room.reason)
    return
  }
  const id = insertRun(tx, {
    campaignId: campaign.id,
    number: campaign.counted + 1,
    day: day.day,
    status: 'running',
    stage: room.wanted > 0 ? 'discovering' : 'enriching',
    reason: room.wanted > 0 ? '' : room.reason,
    closesAt: day.closesAt,
    wanted: room.wanted,
    pageSize,
  })
  if (id === null) return
  recount(tx, campaign.id, id)
  if (campaign.status === 'scheduled') startCampaign(tx, campaign.id)
  tx.emit({ type: 'run.changed', campaignId: campaign.id, message: `Run ${campaign.counted + 1} of ${campaign.audience.runs} begins` })
}

/** Ends a search: with somebody found, or with whoever is left from before, their addresses are next. */
export function endSearch(tx: Tx, campaign: RecurringCampaign, run: OpenRun, found: number, reason: string): void {
  if (found > 0) setEmptyRuns(tx, campaign.id, 0)
  moveRun(tx, run.id, 'endSearch', reason)
  tx.emit({ type: 'run.changed', campaignId: campaign.id, message: reason || `${found} new creators were found` })
}

/** All addresses are in: what is left of the run is to send. */
export function beginSending(tx: Tx, campaignId: number, runId: number): void {
  moveRun(tx, runId, 'send')
  tx.emit({ type: 'run.changed', campaignId, message: 'All addresses are in' })
}

/** A run that had looked up everybody goes back to it, where somebody is to be asked about again; what it sends goes on meanwhile. */
export function askToday(tx: Tx, campaignId: number): void {
  const open = openRun(tx, campaignId)
  if (open?.stage === 'sending' && hasCreators(tx, campaignId, 'found')) moveRun(tx, open.id, 'askAgain')
}

/** Nobody new is left: the run is over for today, and after the third of its kind the campaign pauses, with advice. */
export function endEmpty(tx: Tx, campaign: RecurringCampaign): void {
  const empty = campaign.emptyRuns + 1
  setEmptyRuns(tx, campaign.id, empty >= emptyRunsToPause ? 0 : empty)
  if (empty < emptyRunsToPause) return
  exhaustCampaign(tx, campaign.id, noNewCreators)
  tx.emit({ type: 'campaign.changed', campaignId: campaign.id, message: noNewCreators })
}

/** Ends the run of a day: what it came to is frozen, and what is left goes first tomorrow. */
export function closeRun(tx: Tx, run: OpenRun, campaign: RecurringCampaign | null, why: string): void {
  const figures = countRun(tx, run, run.startedAt, tx.at + 1)
  freezeRun(tx, run.id, figures)
  const did = foundIn(tx, run.id) + figures.sent + figures.followUps
  const atTable = awaitingFile(tx, run.campaignId)
  const { searched, searchFailed, unsure } = leftByProviders(tx, run.id)
  // A day that looked for people and found nobody counts; one that did nothing at all does not.
  const failed = did === 0 && (!searched || run.attempts > 0 || why !== '')
  const last = campaign !== null && campaign.counted - (failed ? 1 : 0) >= campaign.audience.runs
  const reason = [
    why,
    run.reason || searchFailed,
    unsureWords(unsure, last),
    carriedWords(tx, run.campaignId, figures.carriedOver),
    tableWords(atTable),
  ]
    .filter((words) => words !== '')
    .join(' ')
  const left = figures.carriedOver + atTable + unsure
  const partial = why !== '' || searchFailed !== '' || left > 0 || run.attempts > 0
  endRun(tx, run.id, { status: failed ? 'failed' : partial ? 'partial' : 'succeeded', reason, counts: !failed })
  if (last) leaveOutRest(tx, run.campaignId)
  tx.emit({ type: 'run.changed', campaignId: run.campaignId, message: reason || 'The day is done' })
  completeIfDone(tx, run.campaignId)
}

function unsureWords(count: number, last: boolean): string {
  if (count === 0) return ''
  if (last) return `${count === 1 ? '1 person was' : `${count} people were`} left out: nobody decided whether to ask about them again.`
  const whom = count === 1 ? '1 person' : `${count} people`
  return `No answer came about ${whom}, and it may have been charged: decide whether to ask again.`
}

function tableWords(count: number): string {
  if (count === 0) return ''
  const who = count === 1 ? '1 person waits' : `${count} people wait`
  return `${who} in your Clay table: bring its export back as a file.`
}

/** Replies and follow-ups of the day before came in after its run had ended: its figures are those of its whole day. */
function recount(tx: Tx, campaignId: number, before: number): void {
  const last = runBefore(tx, campaignId, before)
  if (!last) return
  const { carriedOver, planned } = last
  freezeRun(tx, last.id, { ...countRun(tx, last, last.startedAt, tx.at), carriedOver, planned })
}
