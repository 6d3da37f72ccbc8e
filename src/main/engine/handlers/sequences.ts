import type { Step } from '../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../context.ts'
import { liveSteps, type StepRow } from '../db/steps.ts'
import { requiredVariables } from '../rules/template.ts'
import { os } from './base.ts'
import { previewStep } from './campaigns/message.ts'
import { iso, needCampaign } from './campaigns/present.ts'
import type { ChangeResult } from './campaigns/settings.ts'
import { addStep, editStep, needStep, removeStep, reorderSteps } from './campaigns/steps.ts'
import { sendTestMail } from './campaigns/test-mail.ts'

export const sequences = {
  list: os.sequences.list.handler(({ input, context }) => {
    needCampaign(context.db, input.id)
    return liveSteps(context.db, input.id).map(toStep)
  }),

  add: os.sequences.add.handler(({ input, context }) => {
    const { id, ...step } = input
    const { stepId } = change(context, id, 'step.add', (tx, campaign) => addStep(tx, campaign, step))
    return toStep(needStep(context.db, id, stepId))
  }),

  update: os.sequences.update.handler(({ input, context }) => {
    const { id, step: stepId, ...text } = input
    change(context, id, 'step.update', (tx, campaign) => editStep(tx, campaign, stepId, text))
    return toStep(needStep(context.db, id, stepId))
  }),

  remove: os.sequences.remove.handler(({ input, context }) => {
    change(context, input.id, 'step.remove', (tx, campaign) => removeStep(tx, campaign, input.step))
    return { ok: true as const }
  }),

  reorder: os.sequences.reorder.handler(({ input, context }) => {
    change(context, input.id, 'step.reorder', (tx, campaign) => reorderSteps(tx, campaign, input.stepIds))
    return liveSteps(context.db, input.id).map(toStep)
  }),

  preview: os.sequences.preview.handler(({ input, context }) => {
    needCampaign(context.db, input.id)
    const { contactId, subject, body } = input
    return previewStep(context.db, input.id, needStep(context.db, input.id, input.step), { contactId, subject, body })
  }),

  testMail: os.sequences.testMail.handler(({ input, context }) => {
    needCampaign(context.db, input.id)
    const { to, contactId } = input
    return sendTestMail(context, input.id, needStep(context.db, input.id, input.step), { to, contactId })
  }),
}

type Work<T> = (tx: Parameters<Parameters<EngineContext['commit']>[1]>[0], campaign: ReturnType<typeof needCampaign>) => T

/** One change of the steps, with the plan that follows from it, in one commit. */
function change<T extends ChangeResult>(ctx: EngineContext, campaignId: number, name: string, work: Work<T>): T {
  return ctx.commit(name, (tx) => {
    const result = work(tx, needCampaign(tx, campaignId))
    if (result.changes.length > 0) tx.emit({ type: 'campaign.changed', campaignId, message: result.changes.join(' ') })
    return result
  })
}

function toStep(row: StepRow): Step {
  return {
    id: row.id,
    campaignId: row.campaignId,
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
