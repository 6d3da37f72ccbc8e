/** What a CSV file looks like, guessed from its beginning: delimiter, line ends, header, and which column is what. */
import type { ColumnMapping, ImportAnalysis } from '../../../../../shared/schemas/contacts.ts'
import { parseAddress } from '../address.ts'
import { fieldOfHeading, freeName } from './headings.ts'
import { createCsvParser } from './parser.ts'
import type { CsvFormat } from './scan.ts'

const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = ImportAnalysis['delimiter']

/** Columns without a known heading that are kept by themselves; a person may map more. */
const maxGuessedFields = 500

/** LF or CRLF, unless the text has only lone CRs. */
export function guessNewline(sample: string): CsvFormat['newline'] {
  return !sample.includes('\n') && sample.includes('\r') ? '\r' : '\n'
}

/** The delimiter that cuts the sample's rows into the most even number of columns. */
export function guessDelimiter(sample: string): Delimiter {
  const newline = guessNewline(sample)
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of delimiters) {
    const widths = sampleRows(sample, { delimiter, newline }, 50).map((row) => row.length)
    const usual = mostFrequent(widths)
    if (usual < 2) continue
    const even = widths.filter((width) => width === usual).length / widths.length
    const score = even * 100 + Math.min(usual, 50) / 10
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

/** The first rows of a text. The last line is left out where it may be cut off in the middle. */
export function sampleRows(sample: string, format: CsvFormat, limit: number, complete = false): string[][] {
  const parser = createCsvParser(format)
  const items = parser.push(sample)
  if (complete || items.length === 0) items.push(...parser.end())
  const rows: string[][] = []
  for (const item of items) {
    if (item.ok && rows.push(item.cells) === limit) break
  }
  return rows
}

/** Whether the first row names the columns. A row with an address in it is a person. */
export function guessHeader(rows: readonly string[][]): boolean {
  const first = rows[0]
  if (!first || first.some((cell) => parseAddress(cell).ok)) return false
  return first.some((cell) => fieldOfHeading(cell) !== null) || rows.slice(1).some((row) => row.some((cell) => parseAddress(cell).ok))
}

/**
 * Which column feeds which field: by its heading (English and German), the address also by what stands in the column.
 * Unknown columns are kept as custom fields.
 */
export function guessMapping(rows: readonly string[][], hasHeader: boolean): ColumnMapping[] {
  const width = Math.max(0, ...rows.map((row) => row.length))
  const headings = hasHeader ? (rows[0] ?? []) : []
  const people = hasHeader ? rows.slice(1) : rows
  const mapping: ColumnMapping[] = []
  const taken = new Set<string>()
  const emailColumn = findEmailColumn(headings, people, width)
  let extra = 0
  for (let column = 0; column < width; column++) {
    const known = column === emailColumn ? 'email' : fieldOfHeading(headings[column] ?? '')
    if (known && (known === 'email' ? column === emailColumn : !taken.has(known))) {
      taken.add(known)
      mapping.push({ column, field: known })
    } else if (extra++ < maxGuessedFields) {
      const name = freeName(headings[column] || `column ${column + 1}`, taken)
      taken.add(name)
      mapping.push({ column, field: `custom:${name}` })
    } else mapping.push({ column, field: 'ignore' })
  }
  return mapping
}

/** The column headed as address that holds the most addresses; without such a heading, the one that holds the most. */
function findEmailColumn(headings: readonly string[], people: readonly string[][], width: number): number {
  let best = -1
  let bestScore = 0
  for (let column = 0; column < width; column++) {
    const headed = fieldOfHeading(headings[column] ?? '') === 'email'
    const addresses = people.filter((row) => parseAddress(row[column] ?? '').ok).length
    const score = (headed ? 0.5 : 0) + addresses + (headed && addresses > 0 ? people.length : 0)
    if (score > bestScore) {
      best = column
      bestScore = score
    }
  }
  return best
}

function mostFrequent(widths: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  let best = 0
  for (const [width, count] of counts) if (count > (counts.get(best) ?? 0)) best = width
  return best
}
