/** Numbers of followers as people write them. Pure. */

const factors: Record<string, number> = { '': 1, k: 1_000, m: 1_000_000 }
const most = 1_000_000_000

/**
 * Reads `5000`, `5,000`, `5k`, `1.2M`; null for nothing, `unreadable` for anything else.
 * A comma or point with three digits after it parts thousands; with fewer it is a decimal, which only k and M can have.
 */
export function parseFollowers(text: string): number | null | 'unreadable' {
  const typed = text.replace(/[\s  '’_]/g, '').toLowerCase()
  if (typed === '') return null
  const [, digits = '', unit = ''] = /^(\d[\d.,]*?)([km]?)$/.exec(typed) ?? []
  const factor = factors[unit]
  const number = digits === '' ? null : readNumber(digits, unit !== '')
  if (number === null || factor === undefined) return 'unreadable'
  const count = Math.round(number * factor)
  return count <= most ? count : 'unreadable'
}

function readNumber(digits: string, mayHaveDecimals: boolean): number | null {
  if (/^\d+$/.test(digits)) return Number(digits)
  if (/^\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(digits)) return Number(digits.replace(/[.,]/g, ''))
  return mayHaveDecimals && /^\d+[.,]\d{1,2}$/.test(digits) ? Number(digits.replace(',', '.')) : null
}

/** `42k`, `1.2M`, `950`: short enough for a table. */
export function followersInBrief(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(count)
}
