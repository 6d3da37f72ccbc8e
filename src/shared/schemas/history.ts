import { z } from 'zod'
import { action, campaignStatus, recipient } from './campaigns.ts'
import { id } from './common.ts'

/** What one person has been through, over all campaigns. */
export const contactHistory = z.object({
  campaigns: z
    .array(recipient.extend({ campaignName: z.string(), campaignStatus, stepCount: z.number().int() }))
    .meta({ description: 'The campaigns they are or were in, the newest first' }),
  actions: z
    .array(action.extend({ campaignId: id, recipientId: id }))
    .meta({ description: 'The newest 200 things that happened, oldest first' }),
})
export type ContactHistory = z.infer<typeof contactHistory>
