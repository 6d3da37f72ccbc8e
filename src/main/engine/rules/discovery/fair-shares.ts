export interface ShareParty {
  id: number
  /** At least 0. Who has none gets only what nobody else needs. */
  weight: number
  /** What it could use at most. */
  most: number
}

/**
 * Divides a day's credits among recurring campaigns: whole numbers, by weight, nobody more than it can use, and what one
 * does not need goes to the others (weighted max-min). Everything is given out as long as somebody can use it; what is
 * left by rounding goes to the largest fractions, then to the lowest ids.
 */
export function fairShares(total: number, parties: readonly ShareParty[]): Map<number, number> {
  const whole = parties
    .map(({ id, weight, most }) => ({ id, weight: Math.max(0, weight), most: Math.max(0, Math.floor(Math.min(most, total))) }))
    .sort((a, b) => a.id - b.id)
  const weighted = fill(
    Math.max(0, Math.floor(total)),
    whole.filter(({ weight }) => weight > 0),
  )
  const given = whole.filter(({ weight }) => weight > 0).reduce((sum, { id }) => sum + (weighted.get(id) ?? 0), 0)
  const rest = fill(
    Math.max(0, Math.floor(total) - given),
    whole.filter(({ weight }) => weight === 0).map((party) => ({ ...party, weight: 1 })),
  )
  return new Map(whole.map(({ id }) => [id, weighted.get(id) ?? rest.get(id) ?? 0]))
}

/** The same where every weight is above 0, and `parties` are in the order of their ids. */
function fill(total: number, parties: readonly ShareParty[]): Map<number, number> {
  const exact = new Map<number, number>()
  let left = total
  let weights = parties.reduce((sum, { weight }) => sum + weight, 0)
  // Who is satisfied with the least for each unit of weight is satisfied first, and leaves the rest to the others.
  for (const { id, weight, most } of parties.toSorted((a, b) => a.most / a.weight - b.most / b.weight || a.id - b.id)) {
    const share = Math.min(most, (left * weight) / weights)
    exact.set(id, share)
    left = Math.max(0, left - share)
    weights -= weight
  }
  return rounded(
    total,
    parties.map(({ id, most }) => ({ id, most, share: exact.get(id) ?? 0 })),
  )
}

function rounded(total: number, parties: readonly { id: number; most: number; share: number }[]): Map<number, number> {
  const shares = new Map(parties.map(({ id, share }) => [id, Math.floor(share)]))
  let left = Math.min(
    total,
    parties.reduce((sum, { most }) => sum + most, 0),
  )
  for (const share of shares.values()) left -= share
  const byFraction = parties.toSorted((a, b) => (b.share % 1) - (a.share % 1) || a.id - b.id)
  while (left > 0) {
    for (const { id, most } of byFraction) {
      const share = shares.get(id) ?? 0
      if (left === 0 || share >= most) continue
      shares.set(id, share + 1)
      left--
    }
  }
  return shares
}
