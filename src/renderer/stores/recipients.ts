import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Recipient } from '../../shared/schemas/campaigns.ts'
import type { Client } from '../api/types.ts'
import type { Timers } from '../lib/coalesce.ts'
import type { RecipientFilter } from '../lib/words.ts'
import { nullIfGone } from './campaigns.ts'
import { createListStore, type ListStore } from './list.ts'

export interface RecipientChoice {
  /** The campaign whose recipients are shown. */
  campaignId: number | null
  filter: RecipientFilter
  search: string
}

export interface RecipientsStore {
  list: ListStore<Recipient>
  choice: StoreApi<RecipientChoice>
  choose(change: Partial<RecipientChoice>): void
}

const pageSize = 100

/** The recipients of one campaign, narrowed by status and words. */
export function createRecipientsStore(client: Client, timers: Timers): RecipientsStore {
  const choice = createStore<RecipientChoice>(() => ({ campaignId: null, filter: 'all', search: '' }))
  const list = createListStore<Recipient>(
    {
      async page(request) {
        const { campaignId, filter, search } = choice.getState()
        if (campaignId === null) return { items: [], nextCursor: null, total: 0 }
        return client.recipients.list({ id: campaignId, ...narrowed(filter), ...(search ? { search } : {}), ...request })
      },
      async one(recipientId) {
        const { campaignId } = choice.getState()
        return campaignId === null ? null : client.recipients.get({ id: campaignId, recipientId }).catch(nullIfGone)
      },
      staysInPlace: () => choice.getState().filter === 'all',
    },
    pageSize,
    timers,
  )
  return {
    list,
    choice,
    choose(change) {
      const before = choice.getState()
      const after = { ...before, ...change }
      if (after.campaignId === before.campaignId && after.filter === before.filter && after.search === before.search) return
      choice.setState(after)
      list.reset()
    },
  }
}

function narrowed(filter: RecipientFilter) {
  if (filter === 'all') return {}
  if (filter === 'held') return { held: true }
  if (filter === 'unconfirmed') return { unconfirmed: true }
  return { status: filter }
}
