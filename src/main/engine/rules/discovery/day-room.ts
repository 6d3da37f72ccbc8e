import type { DayPlan, DayPlanItem } from './types.ts'

interface RoomInput {
  /** Who asks first comes first. */
  items: readonly DayPlanItem[]
  /** `from`: when each may send next, UTC ms; `left`: what its daily cap still allows. */
  mailboxes: readonly { from: number; gapMs: number; left: number }[]
  /** The last instant at which anything may leave, UTC ms. */
  lastAt: number
  credits: number
}

/**
 * Who of those who ask gets a place today. `fitting` has the items of each mailbox, which can all leave at their distance
 * and not before their time.
 */
export function fittingItems({ items, mailboxes, lastAt, credits }: RoomInput): { fitting: DayPlanItem[][]; left: DayPlan['left'] } {
  const counts = mailboxes.map(() => 0)
  for (const { mailbox } of items) counts[mailbox] = (counts[mailbox] ?? 0) + 1
  const rooms = mailboxes.map(({ from, gapMs, left }, index) => ({
    taken: [] as DayPlanItem[],
    left,
    take: places(counts[index] ?? 0, (notBefore) => lastAt - Math.max(from, notBefore), gapMs),
  }))
  let creditsLeft = credits
  const left: DayPlan['left'] = []
  for (const item of items) {
    const room = rooms[item.mailbox]
    const why = whyNot(item, room, creditsLeft)
    if (why) {
      left.push({ id: item.id, why })
      continue
    }
    room?.taken.push(item)
    creditsLeft--
  }
  return { fitting: rooms.map(({ taken }) => taken), left }
}

function whyNot(
  item: DayPlanItem,
  room: { taken: DayPlanItem[]; left: number; take: Places } | undefined,
  creditsLeft: number,
): DayPlan['left'][number]['why'] | null {
  if (!room || room.taken.length + 1 > room.left) return 'daily_cap'
  const place = room.take(item.notBefore)
  if (!place) return 'window'
  if (creditsLeft < 1) return 'credits'
  place.keep()
  return null
}

/** Finds room for a message that may leave at `notBefore`; null where there is none. It is taken with `keep`. */
type Places = (notBefore: number) => { keep(): void } | null

/**
 * Places counted from the window's end backwards, one gap apart: place 1 is the last. A message can use every place at or
 * after its time, and gets the earliest of these that is free, so that it stands in the way of nobody who must be later.
 */
function places(count: number, msUntilEnd: (notBefore: number) => number, gapMs: number): Places {
  // next[n]: a place ≤ n that may be free; 0: none.
  const next = Int32Array.from({ length: count + 1 }, (_, place) => place)
  function free(place: number): number {
    let root = place
    while (next[root] !== root) root = next[root] ?? 0
    for (let at = place; at !== root; ) {
      const after = next[at] ?? 0
      next[at] = root
      at = after
    }
    return root
  }
  return (notBefore) => {
    const ms = msUntilEnd(notBefore)
    if (ms < 0) return null
    const place = free(Math.min(count, Math.floor(ms / Math.max(gapMs, 1)) + 1))
    if (place === 0) return null
    return {
      keep() {
        next[place] = place - 1
      },
    }
  }
}
