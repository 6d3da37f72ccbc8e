import { z } from 'zod'
import { contactImport } from './schemas/contacts.ts'

/**
 * What happened, in the order it was committed. Stored events carry a sequence number and are the log that a client
 * resumes from; `progress` and `resync` are said once, are not stored, and carry the last stored number.
 */
export const eventTypes = [
  'workspace.changed',
  'engine.changed',
  'contacts.changed',
  'import.changed',
  'suppressions.changed',
  'mailbox.changed',
  'mailbox.paused',
  'campaign.changed',
  'campaign.deleted',
  'recipients.added',
  'recipient.changed',
  'send.sent',
  'send.deferred',
  'send.held',
  'send.failed',
  'send.unconfirmed',
  'send.resolved',
  'reply.received',
  'reply.automatic',
  'bounce.received',
  'unsubscribe.received',
  'thread.changed',
  'run.changed',
  'provider.changed',
] as const
export type EventType = (typeof eventTypes)[number]

export const storedEvent = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  type: z.enum(eventTypes),
  campaignId: z.number().int().nullable(),
  recipientId: z.number().int().nullable(),
  contactId: z.number().int().nullable(),
  mailboxId: z.number().int().nullable(),
  sendId: z.number().int().nullable(),
  message: z.string(),
})
export type StoredEvent = z.infer<typeof storedEvent>

export const streamEvent = z.union([
  storedEvent,
  z.object({ type: z.literal('progress'), seq: z.number().int(), import: contactImport }),
  z
    .object({ type: z.literal('resync'), seq: z.number().int() })
    .meta({ description: 'Too much was missed: read everything anew, then go on from seq' }),
])
export type StreamEvent = z.infer<typeof streamEvent>
