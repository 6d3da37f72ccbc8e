import { z } from 'zod'
import { instant } from './common.ts'

/** Every reason for which a row waits (rule 10). */
export const waitReason = z.enum([
  'not_activated',
  'not_due',
  'outside_window',
  'start_date',
  'campaign_paused',
  'recipient_paused',
  'mailbox_paused',
  'mailbox_missing',
  'mailbox_unread',
  'daily_cap',
  'gap',
  'credits',
  'missing_variable',
  'template_error',
  'retry_later',
  'queued',
  'unconfirmed',
  'engine_stopped',
  'next_run',
  'discovering',
  'enriching',
  'provider',
  'carried_over',
])
export type WaitReason = z.infer<typeof waitReason>

export const wait = z.object({
  reason: waitReason,
  message: z.string().meta({ description: 'The reason in words' }),
  until: instant.nullable().meta({ description: 'Next time it is tried; null where a person has to act' }),
})
export type Wait = z.infer<typeof wait>
