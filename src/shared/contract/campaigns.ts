import { z } from 'zod'
import {
  action,
  campaign,
  campaignInput,
  campaignPatch,
  campaignQuery,
  campaignStats,
  campaignWithStats,
  changeImpact,
  executeResult,
  plannedChange,
  preview,
  recipient,
  recipientInput,
  recipientPage,
  recipientQuery,
  recipientsAdded,
  review,
  sendRow,
  sendStatus,
  step,
  stepInput,
  version,
} from '../schemas/campaigns.ts'
import { id, line, ok, page, pageQuery } from '../schemas/common.ts'
import { previewCreator } from '../schemas/discovery.ts'
import { base } from './base.ts'

const tags = ['Campaigns']
const one = z.strictObject({ id })
const ofRecipient = z.strictObject({ id, recipientId: id })

export const campaigns = {
  list: base
    .route({ method: 'GET', path: '/campaigns', tags, summary: 'List with figures, the newest first' })
    .input(campaignQuery)
    .output(page(campaignWithStats)),
  create: base
    .route({
      method: 'POST',
      path: '/campaigns',
      tags,
      successStatus: 201,
      summary: 'Make a draft; nothing is sent before it is activated',
    })
    .input(campaignInput)
    .output(campaign),
  get: base
    .route({ method: 'GET', path: '/campaigns/{id}', tags, summary: 'One campaign with its figures, and why it waits' })
    .input(one)
    .output(campaignWithStats),
  update: base
    .route({ method: 'PUT', path: '/campaigns/{id}', tags, summary: 'Change settings; what is left out stays. Safe while it runs' })
    .input(campaignPatch)
    .output(campaign),
  remove: base
    .route({ method: 'DELETE', path: '/campaigns/{id}', tags, summary: 'Delete a draft, or a campaign that has ended' })
    .input(one)
    .output(ok),
  duplicate: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/duplicate',
      tags,
      successStatus: 201,
      summary: 'A draft with the same settings and steps, without recipients',
    })
    .input(one)
    .output(campaign),
  review: base
    .route({ method: 'GET', path: '/campaigns/{id}/review', tags, summary: 'What would stop it, and what it would send' })
    .input(one)
    .output(review),
  activate: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/activate',
      tags,
      summary: 'Let it begin, now or on its start date; PRECONDITION_FAILED says what is missing',
    })
    .input(one)
    .output(campaign),
  pause: base
    .route({ method: 'POST', path: '/campaigns/{id}/pause', tags, summary: 'Send nothing until it is resumed; answers are still read' })
    .input(one)
    .output(campaign),
  resume: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/resume',
      tags,
      summary: 'Go on where it was paused; what was missed does not leave in a burst',
    })
    .input(one)
    .output(campaign),
  cancel: base
    .route({ method: 'POST', path: '/campaigns/{id}/cancel', tags, summary: 'End it for good; what was planned is not sent' })
    .input(one)
    .output(campaign),
  stats: base.route({ method: 'GET', path: '/campaigns/{id}/stats', tags, summary: 'Its figures' }).input(one).output(campaignStats),
  previewChange: base
    .route({ method: 'POST', path: '/campaigns/{id}/preview-change', tags, summary: 'What a change would do, before it is made' })
    .input(z.strictObject({ id, change: plannedChange }))
    .output(changeImpact),
  executeNext: base
    .route({ method: 'POST', path: '/campaigns/{id}/execute-next', tags, summary: 'Run the next due batch now; breaks none of the rules' })
    .input(one)
    .output(executeResult),
}

export const sequences = {
  list: base
    .route({ method: 'GET', path: '/campaigns/{id}/sequences', tags: ['Sequences'], summary: 'The steps in their order' })
    .input(one)
    .output(z.array(step)),
  add: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/sequences',
      tags: ['Sequences'],
      successStatus: 201,
      summary: 'Add a step, at the end or at a position',
    })
    .input(stepInput.extend({ id, version, position: z.number().int().min(1).optional() }))
    .output(step),
  update: base
    .route({ method: 'PUT', path: '/campaigns/{id}/sequences/{step}', tags: ['Sequences'], summary: '{step} is the id of the step' })
    .input(
      z.strictObject({
        id,
        step: id,
        version,
        subject: stepInput.shape.subject.unwrap().optional(),
        body: stepInput.shape.body.optional(),
        delayDays: stepInput.shape.delayDays.unwrap().optional(),
        delayHours: stepInput.shape.delayHours.unwrap().optional(),
      }),
    )
    .output(step),
  remove: base
    .route({
      method: 'DELETE',
      path: '/campaigns/{id}/sequences/{step}',
      tags: ['Sequences'],
      summary: 'Remove a step; what it already sent stays. {step} is its id',
    })
    .input(z.strictObject({ id, step: id, version }))
    .output(ok.extend({ campaignVersion: z.number().int() })),
  reorder: base
    .route({ method: 'POST', path: '/campaigns/{id}/sequences/reorder', tags: ['Sequences'], summary: 'All step ids in their new order' })
    .input(z.strictObject({ id, version, stepIds: z.array(id).min(1).max(100) }))
    .output(z.array(step)),
  preview: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/sequences/{step}/preview',
      tags: ['Sequences'],
      summary: 'The message as a contact would get it',
    })
    .input(
      z.strictObject({
        id,
        step: id,
        contactId: id.optional().meta({ description: 'Left out: the first recipient, else a sample person' }),
        creator: previewCreator.optional().meta({ description: 'Somebody whom a search found, in place of a contact' }),
        subject: stepInput.shape.subject.unwrap().optional().meta({ description: 'Unsaved text to show instead' }),
        body: stepInput.shape.body.optional(),
      }),
    )
    .output(preview),
  testMail: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/sequences/{step}/test-mail',
      tags: ['Sequences'],
      summary: 'Send one message to oneself; costs no credit',
    })
    .input(
      z.strictObject({
        id,
        step: id,
        to: line(320).optional().meta({ description: 'One of the own mailboxes. Left out: the one that it leaves from' }),
        contactId: id.optional(),
      }),
    )
    .output(z.object({ ok: z.boolean(), message: z.string() })),
}

export const recipients = {
  list: base
    .route({
      method: 'GET',
      path: '/campaigns/{id}/recipients',
      tags: ['Recipients'],
      summary: 'Who is in the campaign, how far, and why they wait',
    })
    .input(recipientQuery)
    .output(recipientPage),
  add: base
    .route({ method: 'POST', path: '/campaigns/{id}/recipients', tags: ['Recipients'], summary: 'Enroll contacts' })
    .input(recipientInput)
    .output(recipientsAdded),
  get: base
    .route({ method: 'GET', path: '/campaigns/{id}/recipients/{recipientId}', tags: ['Recipients'], summary: 'One recipient' })
    .input(ofRecipient)
    .output(recipient),
  remove: base
    .route({
      method: 'DELETE',
      path: '/campaigns/{id}/recipients/{recipientId}',
      tags: ['Recipients'],
      summary: 'Take a person out; nothing more is sent',
    })
    .input(ofRecipient)
    .output(ok),
  actions: base
    .route({
      method: 'GET',
      path: '/campaigns/{id}/recipients/{recipientId}/actions',
      tags: ['Recipients'],
      summary: "A person's time line",
    })
    .input(ofRecipient)
    .output(z.array(action)),
  markResponded: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/recipients/{recipientId}/mark-responded',
      tags: ['Recipients'],
      summary: 'Answered elsewhere: stop; costs no credit',
    })
    .input(ofRecipient)
    .output(recipient),
  pause: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/recipients/{recipientId}/pause',
      tags: ['Recipients'],
      summary: 'Send this person nothing until they are resumed',
    })
    .input(ofRecipient)
    .output(recipient),
  resume: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/recipients/{recipientId}/resume',
      tags: ['Recipients'],
      summary: 'Go on with this person',
    })
    .input(ofRecipient)
    .output(recipient),
}

export const sends = {
  list: base
    .route({ method: 'GET', path: '/sends', tags: ['Sends'], summary: 'Messages planned, sent, held or unconfirmed' })
    .input(z.strictObject({ campaignId: id.optional(), status: sendStatus.optional(), ...pageQuery }))
    .output(page(sendRow)),
  resolve: base
    .route({
      method: 'POST',
      path: '/sends/{id}/resolve',
      tags: ['Sends'],
      summary: 'Decide an unconfirmed message',
      description:
        '`sent`: it counts as sent, costs its credit, and the sequence goes on. `not_sent`: it is sent again at the next chance. Look into the Sent folder or ask the recipient first.',
    })
    .input(z.strictObject({ id, outcome: z.enum(['sent', 'not_sent']) }))
    .output(sendRow),
}
