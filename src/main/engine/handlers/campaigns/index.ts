import { notFound } from '../../../../shared/errors.ts'
import { isoOrNull } from '../../../../shared/instant.ts'
import type { ChangeImpact, PlannedChange, Schedule } from '../../../../shared/schemas/campaigns.ts'
import { audiences } from '../../audiences/index.ts'
import type { EngineContext } from '../../context.ts'
import {
  type CampaignRow,
  findCampaign,
  insertCampaign,
  needCampaign,
  pageOfCampaigns,
  partsOf,
  scheduleColumns,
  scheduleOf,
} from '../../db/campaigns/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { removeCampaign } from '../../lifecycle/campaign/remove.ts'
import { activate, cancel, pause, resume } from '../../lifecycle/campaign/verbs.ts'
import { nextOpening } from '../../rules/sending/window.ts'
import { workingWeek } from '../../rules/sending/words.ts'
import { notRunning, presentCampaign, readCampaign, statsNow } from '../../views/campaigns/present.ts'
import { reviewOf } from '../../views/campaigns/review.ts'
import { factsNow } from '../../views/sending/waiting.ts'
import { os } from '../base.ts'
import { cursorAfter, idFromCursor } from '../cursor.ts'
import { duplicateCampaign } from './duplicate.ts'
import { type ChangeResult, changeSettings, checkMailboxes, checkSchedule, checkVersion } from './settings.ts'
import { addStep, editStep, removeStep, reorderSteps } from './steps.ts'

export const campaigns = {
  list: os.campaigns.list.handler(({ input, context }) => {
    const { rows, total, more } = pageOfCampaigns(context.db, input, { before: idFromCursor(input.cursor), limit: input.limit })
    return { items: withStats(context, rows), nextCursor: cursorAfter(rows, more), total }
  }),

  create: os.campaigns.create.handler(({ input, context }) => {
    const schedule: Schedule = input.schedule ?? workingWeek(getWorkspace(context.db).zone)
    checkSchedule(schedule)
    audiences[input.audience].checkSettings(context.db, null, input)
    const id = context.commit('campaign.create', (tx) => {
      checkMailboxes(tx, input.mailboxIds)
      const { name, audience, testMode, stopByCompany, optOutLine } = input
      const id = insertCampaign(tx, { name, audience, testMode, stopByCompany, optOutLine, ...scheduleColumns(schedule) }, input.mailboxIds)
      audiences[audience].begin(tx, id, input)
      tx.emit({ type: 'campaign.changed', campaignId: id, message: `"${name}" was made` })
      return id
    })
    return readCampaign(context, id)
  }),

  get: os.campaigns.get.handler(({ input, context }) => one(context, input.id)),

  update: os.campaigns.update.handler(({ input, context }) => {
    const { id, version, ...change } = input
    context.commit('campaign.update', (tx) => {
      const campaign = needCampaign(tx, id)
      checkVersion(campaign, version)
      const { changes } = changeSettings(tx, campaign, change)
      if (changes.length > 0) tx.emit({ type: 'campaign.changed', campaignId: id, message: changes.join(' ') })
    })
    return readCampaign(context, id)
  }),

  remove: os.campaigns.remove.handler(({ input, context }) => {
    removeCampaign(context, input.id)
    return { ok: true as const }
  }),

  duplicate: os.campaigns.duplicate.handler(({ input, context }) => readCampaign(context, duplicateCampaign(context, input.id))),

  review: os.campaigns.review.handler(({ input, context }) => reviewOf(context, input.id)),

  activate: os.campaigns.activate.handler(({ input, context }) => {
    activate(context, input.id)
    return readCampaign(context, input.id)
  }),

  pause: os.campaigns.pause.handler(({ input, context }) => {
    pause(context, input.id)
    return readCampaign(context, input.id)
  }),

  resume: os.campaigns.resume.handler(({ input, context }) => {
    resume(context, input.id)
    return readCampaign(context, input.id)
  }),

  cancel: os.campaigns.cancel.handler(({ input, context }) => {
    cancel(context, input.id)
    return readCampaign(context, input.id)
  }),

  stats: os.campaigns.stats.handler(({ input, context }) => one(context, input.id).stats),

  previewChange: os.campaigns.previewChange.handler(({ input, context }) => impactOf(context, input.id, input.change)),

  executeNext: os.campaigns.executeNext.handler(({ input, context }) => {
    const stopped = notRunning(needCampaign(context.db, input.id))
    return stopped ? { sent: 0, failed: 0, waiting: stopped } : context.executeNext(input.id)
  }),
}

function withStats(ctx: EngineContext, rows: readonly CampaignRow[]) {
  const ids = rows.map((row) => row.id)
  const parts = partsOf(ctx.db, ids)
  const stats = statsNow(ctx, ids)
  const shared = factsNow(ctx)
  return rows.flatMap((row) => {
    const own = stats.get(row.id)
    return own ? [{ ...presentCampaign(ctx, row, parts, shared), stats: own }] : []
  })
}

function one(ctx: EngineContext, id: number) {
  const [campaign] = withStats(ctx, [needCampaign(ctx.db, id)])
  if (!campaign) throw notFound('campaign', id)
  return campaign
}

/** Makes the change, looks at what it did, and takes it back. */
function impactOf(ctx: EngineContext, id: number, change: PlannedChange): ChangeImpact {
  return ctx.rehearse((tx) => {
    const before = needCampaign(tx, id)
    const { changes, plan } = applyChange(tx, before, change)
    const after = findCampaign(tx, id) ?? before
    // What is due at night leaves when the window opens.
    const firstNewSendAt = plan?.firstNewSendAt == null ? null : nextOpening(scheduleOf(after), Math.max(plan.firstNewSendAt, tx.at))
    return {
      changes: [...changes, ...consequences(before, after)],
      recipientsAffected: plan?.recipientsAffected ?? 0,
      messagesMoved: plan?.messagesMoved ?? 0,
      messagesCancelled: plan?.messagesCancelled ?? 0,
      messagesAdded: plan?.messagesAdded ?? 0,
      recipientsReopened: plan?.recipientsReopened ?? 0,
      firstNewSendAt: isoOrNull(firstNewSendAt),
    }
  })
}

/** What follows for the campaign as a whole. */
function consequences(before: CampaignRow, after: CampaignRow): string[] {
  if (before.status === 'draft') return ['The campaign is a draft: nothing is planned yet.']
  if (after.status === 'completed' && before.status !== 'completed') {
    return ['Everybody is done then: the campaign completes, and no step can be added to it any more.']
  }
  return []
}

function applyChange(tx: Tx, campaign: CampaignRow, change: PlannedChange): ChangeResult {
  switch (change.kind) {
    case 'settings':
      return changeSettings(tx, campaign, change)
    case 'addStep':
      return addStep(tx, campaign, { ...change.step, position: change.position })
    case 'editStep':
      return editStep(tx, campaign, change.stepId, change.step)
    case 'removeStep':
      return removeStep(tx, campaign, change.stepId)
    case 'reorder':
      return reorderSteps(tx, campaign, change.stepIds)
    default:
      return change satisfies never
  }
}
