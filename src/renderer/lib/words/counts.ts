/** `1,204` as the person's locale writes it. */
export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count)
}

/** `1 person`, `148 people`. */
export function counted(count: number, one: string, many: string, locale?: string): string {
  return `${formatCount(count, locale)} ${count === 1 ? one : many}`
}

/** How much of a limit is used, 0 to 100, for a bar. A limit of 0 is used up. */
export function percentUsed(used: number, limit: number): number {
  if (limit <= 0) return 100
  return Math.max(0, Math.min(100, (used / limit) * 100))
}

/** `12%`, `0.4%`: a part of one as the person's locale writes it, with a digit more where it is small. */
export function formatPercent(part: number, locale?: string): string {
  const maximumFractionDigits = part > 0 && part < 0.1 ? 1 : 0
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits }).format(part)
}

/** `0.1`, `42`, `1,204.5`: credits of a provider, which come in parts. */
export function formatDecimal(number: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(number)
}
