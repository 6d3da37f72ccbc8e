import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Action } from '../../shared/schemas/campaigns.ts'
import type { Client } from '../api/types.ts'
import { createCoalescer, type Timers } from '../lib/coalesce.ts'
import { type Problem, toProblem } from '../lib/problem.ts'
import { refreshIntervalMs } from './value.ts'

export interface PersonState {
  /** The recipient whose time line is open. */
  open: { campaignId: number; recipientId: number } | null
  actions: Action[] | null
  problem: Problem | null
}

export interface PersonStore {
  store: StoreApi<PersonState>
  open(campaignId: number, recipientId: number): void
  close(): void
  touch(recipientId: number | 'all'): void
  stop(): void
}

/** The time line of one person, followed while it is open. */
export function createPersonStore(client: Client, timers: Timers): PersonStore {
  const store = createStore<PersonState>(() => ({ open: null, actions: null, problem: null }))
  const coalescer = createCoalescer(refresh, refreshIntervalMs, timers)

  async function refresh(): Promise<void> {
    const { open } = store.getState()
    if (!open) return
    try {
      const actions = await client.recipients.actions({ id: open.campaignId, recipientId: open.recipientId })
      if (store.getState().open === open) store.setState({ actions, problem: null })
    } catch (error) {
      if (store.getState().open === open) store.setState({ problem: toProblem(error) })
    }
  }

  return {
    store,
    open(campaignId, recipientId) {
      store.setState({ open: { campaignId, recipientId }, actions: null, problem: null })
      coalescer.ask()
    },
    close: () => store.setState({ open: null }),
    touch(recipientId) {
      const { open } = store.getState()
      if (open && (recipientId === 'all' || recipientId === open.recipientId)) coalescer.ask()
    },
    stop: () => coalescer.stop(),
  }
}
