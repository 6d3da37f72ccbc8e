import { notFound, UserError } from '../../../../shared/errors.ts'
import type { StepInput } from '../../../../shared/schemas/campaigns.ts'
import { type CampaignRow, updateCampaign } from '../../db/campaigns/campaigns.ts'
import { insertStep, liveSteps, orderSteps, retireStep, type StepRow, type StepText, updateStep } from '../../db/campaigns/steps.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { countPlannedOfStep } from '../../db/sends/planning.ts'
import { type ReplanResult, releaseHeld, replan } from '../../lifecycle/enrollment/replan.ts'
import { messages } from '../../rules/sending/words.ts'
import { hasEnded } from '../../rules/states/open.ts'
import { checkTemplate } from '../../rules/writing/template.ts'
import type { ChangeResult } from './settings.ts'

const maxSteps = 100

/**
 * A step that belongs to this campaign and is in use.
 * @throws UserError NOT_FOUND
 */
export function needStep(db: Db, campaignId: number, stepId: number): StepRow {
  const step = liveSteps(db, campaignId).find((row) => row.id === stepId)
  if (!step) throw notFound('step', stepId, 'campaign')
  return step
}

/** Adds a step, at the end or at a position (1 is the first; one too far counts as the end). */
export function addStep(tx: Tx, campaign: CampaignRow, input: StepInput & { position?: number }): ChangeResult & { stepId: number } {
  mayChange(campaign)
  checkTemplates(input)
  const steps = liveSteps(tx, campaign.id)
  if (steps.length >= maxSteps)
    throw new UserError('CONFLICT', `A sequence has at most ${maxSteps} steps.`, { advice: 'Remove one first.' })
  const position = Math.min(input.position ?? steps.length + 1, steps.length + 1)
  const { subject, body, delayDays, delayHours } = input
  const stepId = insertStep(tx, campaign.id, position, { subject, body, delayDays, delayHours })
  return { ...finish(tx, campaign, [`A step is added as number ${position}.`]), stepId }
}

/** Changes what a step says or when it comes. */
export function editStep(tx: Tx, campaign: CampaignRow, stepId: number, change: Partial<StepText>): ChangeResult {
  mayChange(campaign)
  const step = needStep(tx, campaign.id, stepId)
  const touched = touchedBy(step, change)
  if (Object.keys(touched).length === 0) return { changes: [], plan: null }
  checkTemplates(touched)
  updateStep(tx, stepId, touched)
  const words: string[] = []
  if (touched.subject !== undefined || touched.body !== undefined) {
    // What held a message may be mended by the new text.
    releaseHeld(tx, { campaignId: campaign.id })
    const unsent = countPlannedOfStep(tx, stepId)
    words.push(
      `Step ${step.position} gets a new text. ${unsent === 0 ? 'No message of it is planned right now.' : `${messages(unsent)} of it ${unsent === 1 ? 'is' : 'are'} planned and will say the new text.`}`,
    )
  }
  if (touched.delayDays !== undefined || touched.delayHours !== undefined) {
    const after = { ...step, ...touched }
    words.push(`Step ${step.position} comes ${delayWords(after)}.`)
  }
  return finish(tx, campaign, words)
}

/** Takes a step out. What was sent by it stays; what was planned by it is cancelled. */
export function removeStep(tx: Tx, campaign: CampaignRow, stepId: number): ChangeResult {
  mayChange(campaign)
  const step = needStep(tx, campaign.id, stepId)
  if (campaign.status !== 'draft' && liveSteps(tx, campaign.id).length === 1) {
    throw new UserError('CONFLICT', 'This is the last step of a campaign that was activated; without it nobody would get anything.', {
      advice: 'Add another step first, or cancel the campaign.',
    })
  }
  retireStep(tx, campaign.id, stepId)
  return finish(tx, campaign, [`Step ${step.position} is removed. What was already sent by it stays.`])
}

/**
 * Puts the steps in a new order.
 * @param stepIds every step in use, each once
 */
export function reorderSteps(tx: Tx, campaign: CampaignRow, stepIds: number[]): ChangeResult {
  mayChange(campaign)
  const steps = liveSteps(tx, campaign.id)
  const known = new Set(steps.map((step) => step.id))
  const complete = stepIds.length === known.size && new Set(stepIds).size === known.size && stepIds.every((id) => known.has(id))
  if (!complete) {
    throw new UserError('CONFLICT', 'The new order has to name every step of this campaign, each once.', {
      advice: 'The steps may have been changed elsewhere. Reload them and try again.',
    })
  }
  const moved = steps.filter((step, index) => stepIds[index] !== step.id).length
  orderSteps(tx, stepIds)
  return finish(tx, campaign, moved === 0 ? [] : [`${moved} steps change places. Nobody gets a step twice, and nobody loses one.`])
}

/** What every change of steps ends with: the check, the campaign's own row and the plan. */
function finish(tx: Tx, campaign: CampaignRow, changes: string[]): ChangeResult {
  const first = liveSteps(tx, campaign.id)[0]
  if (campaign.status !== 'draft' && first?.subject === '') {
    throw new UserError('CONFLICT', 'The first message of a campaign that was activated needs a subject.', {
      advice: 'Give that step a subject first, or leave it further down, where it continues the thread.',
    })
  }
  updateCampaign(tx, campaign.id, changes.length > 0 ? { version: campaign.version + 1 } : {})
  const plan: ReplanResult | null = campaign.status === 'draft' ? null : replan(tx, campaign.id)
  return { changes, plan }
}

function mayChange(campaign: CampaignRow): void {
  if (!hasEnded(campaign)) return
  throw new UserError('CONFLICT', `This campaign is ${campaign.status}; its steps can no longer be changed.`, {
    advice: 'Duplicate it to go on with other steps.',
  })
}

function touchedBy(step: StepRow, change: Partial<StepText>): Partial<StepText> {
  const touched: Partial<StepText> = {}
  if (change.subject !== undefined && change.subject !== step.subject) touched.subject = change.subject
  if (change.body !== undefined && change.body !== step.body) touched.body = change.body
  if (change.delayDays !== undefined && change.delayDays !== step.delayDays) touched.delayDays = change.delayDays
  if (change.delayHours !== undefined && change.delayHours !== step.delayHours) touched.delayHours = change.delayHours
  return touched
}

/** @throws UserError BAD_REQUEST with the problem and its line */
function checkTemplates(text: Partial<StepText>): void {
  if (text.body?.trim() === '')
    throw new UserError('BAD_REQUEST', 'The text of the step is empty.', { advice: 'Write what the message should say.' })
  const parts: [string, string | undefined][] = [
    ['subject', text.subject],
    ['text', text.body],
  ]
  for (const [name, source] of parts) {
    const problem = source === undefined ? null : checkTemplate(source)
    if (problem === null) continue
    throw new UserError('BAD_REQUEST', `The ${name} cannot be used as a template. ${problem}`, {
      advice: 'Correct it and save again. Variables look like {{firstName}}, with a fallback {{firstName | default: "there"}}.',
    })
  }
}

function delayWords(step: Pick<StepText, 'delayDays' | 'delayHours'>): string {
  const parts: string[] = []
  if (step.delayDays > 0) parts.push(step.delayDays === 1 ? '1 day' : `${step.delayDays} days`)
  if (step.delayHours > 0) parts.push(step.delayHours === 1 ? '1 hour' : `${step.delayHours} hours`)
  return parts.length === 0 ? 'without a delay' : `${parts.join(' and ')} after the one before`
}
