/** A question for one page of a keyset list. */
export interface PageRequest {
  limit: number
  cursor?: string
  /** So many rows beyond the cursor are passed over. */
  skip?: number
  /** Pages are read from the list's end; their cursors lead backwards. Rows come in the list's order all the same. */
  from?: 'end'
}

/** How to get to a page of a keyset list: the cursors of pages that were visited, from both ends. */
export interface PageMap {
  /** The cheapest question whose answer is this page. @param total as it is known now */
  requestFor(page: number, total: number): PageRequest
  /** A page was read: its cursor leads to the next one (to the one before, where it was read from the end). */
  learn(page: number, request: PageRequest, nextCursor: string | null): void
  /** Rows came or went: no cursor says any more at which place it stands. */
  forget(): void
  /** Counts how often all was forgotten. */
  generation(): number
}

export function createPageMap(pageSize: number): PageMap {
  /** By page: the cursor that it begins after. */
  let forwards = new Map<number, string>()
  /** By page: the cursor that it ends before. */
  let backwards = new Map<number, string>()
  let generation = 0

  return {
    requestFor(page, total) {
      const from =
        nearest(
          forwards,
          (known) => known <= page,
          (a, b) => a > b,
        ) ?? 0
      const fromStart = (page - from) * pageSize
      const last = Math.max(0, Math.ceil(total / pageSize) - 1)
      if (page < last) {
        const back = nearest(
          backwards,
          (known) => known >= page,
          (a, b) => a < b,
        )
        // The last page may be short, so that all others end at the same places as when they are counted from the start.
        const fromEnd = back === undefined ? total - (page + 1) * pageSize : (back - page) * pageSize
        if (fromEnd < fromStart)
          return request({ limit: pageSize, from: 'end' }, back === undefined ? undefined : backwards.get(back), fromEnd)
      } else if (fromStart > 0 && total > 0) {
        return { limit: total - last * pageSize, from: 'end' }
      }
      return request({ limit: pageSize }, forwards.get(from), fromStart)
    },
    learn(page, { from }, nextCursor) {
      if (nextCursor === null) return
      if (from === 'end') backwards.set(page - 1, nextCursor)
      else forwards.set(page + 1, nextCursor)
    },
    forget() {
      generation += 1
      forwards = new Map()
      backwards = new Map()
    },
    generation: () => generation,
  }
}

function request(base: PageRequest, cursor: string | undefined, skip: number): PageRequest {
  return { ...base, ...(cursor !== undefined && { cursor }), ...(skip > 0 && { skip }) }
}

function nearest(cursors: ReadonlyMap<number, string>, fits: (page: number) => boolean, closer: (a: number, b: number) => boolean) {
  let best: number | undefined
  for (const page of cursors.keys()) if (fits(page) && (best === undefined || closer(page, best))) best = page
  return best
}
