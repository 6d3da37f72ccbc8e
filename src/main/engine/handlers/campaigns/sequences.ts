import { iso } from '../../../../shared/instant.ts'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../../context.ts'
import { needCampaign } from '../../db/campaigns/campaigns.ts'
import { liveSteps, type StepRow } from '../../db/campaigns/steps.ts'
import { markMissing } from '../../rules/writing/mark-missing.ts'
import { requiredVariables } from '../../rules/writing/template.ts'
import { previewStep } from '../../views/campaigns/message.ts'
import { os } from '../base.ts'

import { type ChangeResult, checkVersion } from './settings.ts'
import { addStep, editStep, needStep, removeStep, reorderSteps } from './steps.ts'
import { sendTestMail } from './test-mail.ts'

export const sequences = {
  list: os.sequences.list.handler(({ input, context }) => {
    return stepsOf(context, input.id)
  }),

  add: os.sequences.add.handler(({ input, context }) => {
    const { id, version, ...step } = input
    const { stepId } = change(context, { id, version }, 'step.add', (tx, campaign) => addStep(tx, campaign, step))
    return stepOf(context, id, stepId)
  }),

  update: os.sequences.update.handler(({ input, context }) => {
    const { id, version, step: stepId, ...text } = input
    change(context, { id, version }, 'step.update', (tx, campaign) => editStep(tx, campaign, stepId, text))
    return stepOf(context, id, stepId)
  }),

  remove: os.sequences.remove.handler(({ input, context }) => {
    change(context, input, 'step.remove', (tx, campaign) => removeStep(tx, campaign, input.step))
    return { ok: true as const, campaignVersion: needCampaign(context.db, input.id).version }
  }),

  reorder: os.sequences.reorder.handler(({ input, context }) => {
    change(context, input, 'step.reorder', (tx, campaign) => reorderSteps(tx, campaign, input.stepIds))
    return stepsOf(context, input.id)
  }),

  preview: os.sequences.preview.handler(({ input, context }) => {
    needCampaign(context.db, input.id)
    const step = needStep(context.db, input.id, input.step)
    const { contactId, creator, subject = step.subject, body = step.body } = input
    const preview = previewStep(context.db, input.id, step, { contactId, creator, subject, body })
    if (preview.missing.length === 0) return { ...preview, marked: { subject: preview.subject, text: preview.text } }
    const mark = (source: string) => markMissing(source, preview.missing)
    const marked = previewStep(context.db, input.id, step, { contactId, creator, subject: mark(subject), body: mark(body) })
    return { ...preview, marked: { subject: marked.subject, text: marked.text } }
  }),

  testMail: os.sequences.testMail.handler(({ input, context }) => {
    needCampaign(context.db, input.id)
    const { to, contactId } = input
    return sendTestMail(context, input.id, needStep(context.db, input.id, input.step), { to, contactId })
  }),
}

type Work<T> = (tx: Parameters<Parameters<EngineContext['commit']>[1]>[0], campaign: ReturnType<typeof needCampaign>) => T

/**
 * One change of the steps, with the plan that follows from it, in one commit.
 * @throws UserError CONFLICT where the campaign has another version than the one given
 */
function change<T extends ChangeResult>(ctx: EngineContext, on: { id: number; version?: number }, name: string, work: Work<T>): T {
  return ctx.commit(name, (tx) => {
    const campaign = needCampaign(tx, on.id)
    checkVersion(campaign, on.version)
    const result = work(tx, campaign)
    if (result.changes.length > 0) tx.emit({ type: 'campaign.changed', campaignId: on.id, message: result.changes.join(' ') })
    return result
  })
}

function stepsOf(ctx: EngineContext, campaignId: number): Step[] {
  const { version } = needCampaign(ctx.db, campaignId)
  return liveSteps(ctx.db, campaignId).map((row) => toStep(row, version))
}

function stepOf(ctx: EngineContext, campaignId: number, stepId: number): Step {
  return toStep(needStep(ctx.db, campaignId, stepId), needCampaign(ctx.db, campaignId).version)
}

function toStep(row: StepRow, campaignVersion: number): Step {
  return {
    id: row.id,
    campaignId: row.campaignId,
    campaignVersion,
    position: row.position,
    channel: row.channel,
    subject: row.subject,
    body: row.body,
    delayDays: row.delayDays,
    delayHours: row.delayHours,
    variables: [...new Set([...requiredVariables(row.subject), ...requiredVariables(row.body)])],
    updatedAt: iso(row.updatedAt),
  }
}
