import type { Today } from '../../../shared/schemas/today.ts'

/** What one campaign has of a day: its own messages, counted again. Where a day is drawn in groups, nothing is known of one. */
export function dayOf(today: Today, campaignId: number, replies: number): Today {
  const dots = today.dots.filter((dot) => dot.campaignId === campaignId)
  const counted = (...states: string[]) => dots.filter(({ state }) => states.includes(state)).length
  return {
    ...today,
    dots,
    groups: [],
    sent: counted('sent', 'sending'),
    planned: counted('planned'),
    held: counted('held'),
    unconfirmed: counted('unconfirmed'),
    replies,
  }
}
