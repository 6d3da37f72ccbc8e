import { spacesToOne } from './said.ts'

/**
 * Any JSON, undefined for text that is none. Whole numbers too big for a double stay text: an account's id of 17 digits
 * would become its neighbour's.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, exactly)
  } catch {
    return undefined
  }
}

function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value
  return context?.source ?? value
}

/** A finite number, also one that came as text; null for anything else. */
export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !/^[+-]?\d{1,20}(\.\d{1,20})?$/.test(value.trim())) return null
  return Number(value)
}

/** One line of text, also of a number; empty for anything else. */
export function asLine(value: unknown, max: number): string {
  return typeof value === 'string' || typeof value === 'number' ? spacesToOne(String(value)).slice(0, max).trim() : ''
}
