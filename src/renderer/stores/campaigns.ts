import type { InferClientOutputs } from '@orpc/client'
import type { Client } from '../api/types.ts'
import type { Timers } from '../lib/coalesce.ts'
import { toProblem } from '../lib/problem.ts'
import { createListStore, type ListStore } from './list.ts'

export type CampaignRow = InferClientOutputs<Client>['campaigns']['get']

const pageSize = 100

/** All campaigns of the workspace, with their numbers. */
export function createCampaignsStore(client: Client, timers: Timers): ListStore<CampaignRow> {
  return createListStore<CampaignRow>(
    {
      page: (request) => client.campaigns.list(request),
      one: (id) => client.campaigns.get({ id }).catch(nullIfGone),
      staysInPlace: () => true,
    },
    pageSize,
    timers,
  )
}

export function nullIfGone(error: unknown): null {
  if (toProblem(error).code === 'NOT_FOUND') return null
  throw error
}
