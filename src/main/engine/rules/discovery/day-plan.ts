import { fittingItems } from './day-room.ts'
import { mailboxTimes } from './mailbox-times.ts'
import type { DayPlan, DayPlanItem } from './types.ts'

export interface DayPlanMailbox {
  /** When it may send next, UTC ms. */
  freeAt: number
  gapMs: number
  /** Messages that its daily cap still allows. */
  left: number
}

export interface DayPlanInput {
  /** UTC ms. */
  now: number
  /** The window's end, exclusive, UTC ms. */
  closesAt: number
  credits: number
  followUpsFirst: boolean
  mailboxes: readonly DayPlanMailbox[]
  items: readonly DayPlanItem[]
}

/**
 * Spreads what is to leave today evenly over what is left of the window (rule 5), with a jitter that depends on the id
 * alone, so that the same facts give the same plan. Who gets room is decided first, in the order of the kinds and then of
 * the ids: more credits never take a place away from anybody.
 */
export function dayPlan({ now, closesAt, credits, followUpsFirst, mailboxes, items }: DayPlanInput): DayPlan {
  const { fitting, left } = fittingItems({
    items: items.toSorted(byTurn(followUpsFirst)),
    mailboxes: mailboxes.map((mailbox) => ({ ...mailbox, from: Math.max(now, mailbox.freeAt) })),
    lastAt: closesAt - 1,
    credits,
  })
  const slots = mailboxes.flatMap(({ freeAt, gapMs }, index) =>
    mailboxTimes({ from: Math.max(now, freeAt), closesAt, gapMs, items: fitting[index] ?? [] }),
  )
  return { slots: slots.sort((a, b) => a.at - b.at || a.id - b.id), left }
}

function byTurn(followUpsFirst: boolean) {
  const turns: Record<DayPlanItem['kind'], number> = { follow_up: followUpsFirst ? 0 : 3, carried: 1, new: 2 }
  return (a: DayPlanItem, b: DayPlanItem) => turns[a.kind] - turns[b.kind] || a.id - b.id
}
