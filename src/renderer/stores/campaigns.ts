import type { InferClientOutputs } from '@orpc/client'
import type { Client } from '../api/types.ts'
import type { CampaignFilter } from '../lib/campaigns/words.ts'
import type { Timers } from '../lib/live/coalesce.ts'
import { nullIfGone } from '../lib/words/problem.ts'
import { createListStore, type ListSource, type ListStore } from './list.ts'

export type CampaignRow = InferClientOutputs<Client>['campaigns']['get']

export interface CampaignChoice {
  filter: CampaignFilter
  search: string
}

const pageSize = 100

/** All campaigns of the workspace with their numbers, the newest first. */
export function createCampaignsStore(client: Client, timers: Timers): ListStore<CampaignRow> {
  return createListStore<CampaignRow>(campaignSource(client, { filter: 'all', search: '' }), pageSize, timers)
}

/** Campaigns narrowed by status and words, the newest first. */
export function campaignSource(client: Client, { filter, search }: CampaignChoice): ListSource<CampaignRow> {
  const narrowed = { ...(filter === 'all' ? {} : { status: filter }), ...(search ? { search } : {}) }
  return {
    page: (request) => client.campaigns.list({ ...narrowed, ...request }),
    one: (id) => client.campaigns.get({ id }).catch(nullIfGone),
    staysInPlace: () => filter === 'all',
  }
}
