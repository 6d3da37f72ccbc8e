import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Criteria, DiscoveryPreview } from '../../../../shared/schemas/discovery.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'

/** A look that was paid for, and what it was asked for. */
export interface LastPreview {
  asked: string
  criteria: Criteria
  testMode: boolean
  preview: DiscoveryPreview
}

/** Where the looks lie while the window is open. */
const keptAs = 'campaign-desk last previews'

/** By place and campaign, as long as the window is open: neither another step nor a reload loses what was paid for. */
const store = createStore<Record<string, LastPreview>>(keptBefore)

function keptBefore(): Record<string, LastPreview> {
  try {
    return JSON.parse(sessionStorage.getItem(keptAs) ?? '{}')
  } catch {
    return {}
  }
}

function keep(key: string, last: LastPreview): void {
  store.setState({ [key]: last })
  try {
    sessionStorage.setItem(keptAs, JSON.stringify(store.getState()))
  } catch {
    // Without room for it, it lasts as long as the page.
  }
}

/** What a look depends on. Another one means that the last no longer says what would be found. */
export function askedFor(criteria: Criteria, testMode: boolean): string {
  return JSON.stringify([criteria, testMode])
}

/** The last look of a campaign, and how to keep a new one. */
export function useLastPreview(campaignId: number): [LastPreview | null, (last: LastPreview) => void] {
  const desk = useDesk()
  const key = `${desk.place} ${campaignId}`
  const last = useStore(store, (state) => state[key] ?? null)
  return [last, (next) => keep(key, next)]
}
