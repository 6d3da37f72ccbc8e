import { z } from 'zod'
import { hasControl } from '../line.ts'

/**
 * Row ids are positive integers that are never used again. Paths and queries carry them as text; nothing else is read as
 * a number: `true` is not contact 1.
 */
export const id = z.preprocess(asNumber, z.number().int().positive()).meta({ description: 'Row id' })

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
}

/** An instant in UTC, ISO 8601, e.g. `2026-11-21T09:00:00.000Z`. */
export const instant = z.iso.datetime().meta({ description: 'UTC instant, ISO 8601' })

/** A local date in a zone that is named beside it, e.g. `2026-11-21`. */
export const localDate = z.iso.date().meta({ description: 'Local date (YYYY-MM-DD) in the zone named beside it' })

/** Local wall time in a zone that is named beside it, `00:00` to `24:00`. */
export const localTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'A time of day as HH:MM, 00:00 to 24:00')
  .meta({ description: 'Local wall time HH:MM' })

/** An IANA zone that this runtime knows, e.g. `Europe/Berlin`. */
export const zone = z.string().refine(isZone, 'Not an IANA time zone, e.g. Europe/Berlin').meta({ description: 'IANA time zone' })

function isZone(value: string): boolean {
  // A bare offset such as +02:00 knows no summer time.
  if (/^[+-]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** One line of text without control characters: nothing that could start a new header. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .refine((value) => !hasControl(value), 'One line, without line breaks or control characters')
}

/** Several lines of text; tabs and line breaks are the only control characters. */
export function text(max: number) {
  return z
    .string()
    .max(max)
    .refine((value) => !hasControl(value.replace(/[\t\r\n]/g, '')), 'Text without control characters')
}

/** Queries carry booleans as text, messages as booleans. */
export const flag = z.union([z.boolean(), z.stringbool()])

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(2000).optional().meta({ description: 'nextCursor of the page before' }),
}

/** A keyset page: `total` is exact, `nextCursor` null on the last page. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() })
}

export const ok = z.object({ ok: z.literal(true) })
