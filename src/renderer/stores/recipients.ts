import type { Recipient } from '../../shared/schemas/campaigns.ts'
import type { Client } from '../api/types.ts'
import type { RecipientFilter } from '../lib/campaigns/recipients.ts'
import { nullIfGone } from '../lib/words/problem.ts'
import type { ListSource } from './list.ts'

export interface RecipientChoice {
  campaignId: number
  filter: RecipientFilter
  search: string
}

/** The recipients of one campaign, narrowed by status and words. */
export function recipientSource(client: Client, { campaignId, filter, search }: RecipientChoice): ListSource<Recipient> {
  return {
    page: (request) => client.recipients.list({ id: campaignId, ...narrowed(filter), ...(search ? { search } : {}), ...request }),
    one: (recipientId) => client.recipients.get({ id: campaignId, recipientId }).catch(nullIfGone),
    staysInPlace: () => filter === 'all',
  }
}

function narrowed(filter: RecipientFilter) {
  if (filter === 'all') return {}
  if (filter === 'held') return { held: true }
  if (filter === 'unconfirmed') return { unconfirmed: true }
  return { status: filter }
}
