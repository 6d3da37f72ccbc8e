/** The value below which the part `q` (0 to 1) of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

/** Three significant digits: more would only look exact. */
export function round(value: number): number {
  return Number(value.toPrecision(3))
}
