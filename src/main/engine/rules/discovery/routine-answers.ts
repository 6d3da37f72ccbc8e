/** Reading the answers of Clay. Its public API is a beta: what is not known is treated as an end, not as a beginning. */
import { z } from 'zod'
import { asLine, asNumber } from './json.ts'

/** May be missing. */
const maybe = z.unknown().optional()

const me = z.object({ user: z.object({ id: maybe, name: maybe }) })

/** Whose key it is, possibly empty; null where the answer is none that we know. */
export function readAccount(json: unknown): string | null {
  const answer = me.safeParse(json)
  return answer.success ? asLine(answer.data.user.name, 200) || asLine(answer.data.user.id, 200) : null
}

const started = z.object({ routine_run_id: maybe })

/** The id of what began; null where the answer has none. */
export function readStarted(json: unknown): string | null {
  const answer = started.safeParse(json)
  return (answer.success && asLine(answer.data.routine_run_id, 200)) || null
}

export interface RoutineItemResult {
  id: string
  status: 'complete' | 'failed'
  values: Record<string, string>
  /** For people; empty where it went well. */
  error: string
}

export type ResultsPage =
  | { done: false; finished: number; total: number }
  | { done: true; items: RoutineItemResult[]; cursor: string | null }

const results = z.object({ status: maybe, total: maybe, finished: maybe, data: maybe, cursor: maybe })
const item = z.object({ id: maybe, status: maybe, result: maybe, error: maybe })

/**
 * One page of results; null where it is none. A run goes on while it says so (202, or `in_progress`); whatever else it
 * says is its end, and an end that we do not know needs no results.
 */
export function readResults(httpStatus: number, json: unknown): ResultsPage | null {
  const answer = results.safeParse(json)
  if (!answer.success) return null
  const { status, total, finished, data, cursor } = answer.data
  if (httpStatus === 202 || status === 'in_progress') return { done: false, finished: asNumber(finished) ?? 0, total: asNumber(total) ?? 0 }
  if (!Array.isArray(data) && (typeof status !== 'string' || status === 'complete')) return null
  const rows: unknown[] = Array.isArray(data) ? data : []
  const items = rows.map(readItem).filter((found) => found !== null)
  // Rows that nobody can be told from are no results: else everybody would be without an address.
  if (rows.length > 0 && items.length === 0) return null
  return { done: true, items, cursor: asLine(cursor, 2000) || null }
}

function readItem(row: unknown): RoutineItemResult | null {
  const read = item.safeParse(row)
  const id = read.success ? asLine(read.data.id, 200) : ''
  if (!read.success || id === '') return null
  const { status, result, error } = read.data
  if (status === 'complete') return { id, status, values: readValues(result), error: '' }
  return {
    id,
    status: 'failed',
    values: readValues(result),
    error: errorWords(error) || `It ended as “${asLine(status, 50) || 'unknown'}”.`,
  }
}

function errorWords(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return asLine(said, 300)
}

const mostValues = 200
const longestValue = 10_000

/** Every value as text: a person chooses among the keys which one is the address. */
function readValues(result: unknown): Record<string, string> {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return {}
  const entries = Object.entries(result).slice(0, mostValues)
  return Object.fromEntries(entries.map(([key, value]) => [key, asText(value).slice(0, longestValue)]))
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}
