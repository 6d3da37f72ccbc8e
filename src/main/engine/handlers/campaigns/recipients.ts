import { needCampaign } from '../../db/campaigns/campaigns.ts'
import { pageOfRecipients } from '../../db/campaigns/recipients.ts'
import { markResponded, pauseRecipient, removeRecipient, resumeRecipient } from '../../lifecycle/enrollment/by-hand.ts'
import { presentRecipients, readRecipient, timeLine } from '../../views/campaigns/recipients.ts'
import { os } from '../base.ts'
import { cursorAfter, idFromCursor } from '../cursor.ts'
import { addRecipients } from './add-recipients.ts'

export const recipients = {
  list: os.recipients.list.handler(async ({ input, context }) => {
    const campaign = needCampaign(context.db, input.id)
    const { id, cursor, limit, ...filter } = input
    const page = pageOfRecipients(context.db, { campaignId: id, ...filter }, { after: idFromCursor(cursor) ?? 0, limit })
    return {
      items: await presentRecipients(context, campaign, page.rows),
      nextCursor: cursorAfter(page.rows, page.more),
      total: page.total,
    }
  }),

  add: os.recipients.add.handler(({ input, context }) => {
    const { id, ...wanted } = input
    return addRecipients(context, id, wanted)
  }),

  get: os.recipients.get.handler(({ input, context }) => readRecipient(context, input.id, input.recipientId)),

  remove: os.recipients.remove.handler(({ input, context }) => {
    removeRecipient(context, input.id, input.recipientId)
    return { ok: true as const }
  }),

  actions: os.recipients.actions.handler(({ input, context }) => timeLine(context, input.id, input.recipientId)),

  markResponded: os.recipients.markResponded.handler(({ input, context }) => {
    markResponded(context, input.id, input.recipientId)
    return readRecipient(context, input.id, input.recipientId)
  }),

  pause: os.recipients.pause.handler(({ input, context }) => {
    pauseRecipient(context, input.id, input.recipientId)
    return readRecipient(context, input.id, input.recipientId)
  }),

  resume: os.recipients.resume.handler(({ input, context }) => {
    resumeRecipient(context, input.id, input.recipientId)
    return readRecipient(context, input.id, input.recipientId)
  }),
}
