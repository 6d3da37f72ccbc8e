/** Keeps the objects of rows that did not change, so that only changed rows are drawn again. */
export function reuseRows<T extends { id: number }>(before: readonly T[], after: readonly T[]): T[] {
  const known = new Map(before.map((row) => [row.id, row]))
  return after.map((row) => {
    const old = known.get(row.id)
    return old && sameValue(old, row) ? old : row
  })
}

/** The old value where both say the same. For plain JSON values, as the contract carries them. */
export function reuse<T>(before: T, after: T): T {
  return sameValue(before, after) ? before : after
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
