import type { ContactImport, ImportAnalysis } from '../../../../shared/schemas/contacts.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import type { StatusView } from '../../../lib/words/status.ts'

export const encodings: Record<ImportAnalysis['encoding'], string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252 (Western Europe)',
}

export const delimiters: Record<ImportAnalysis['delimiter'], string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }

export const importViews: Record<ContactImport['status'], StatusView> = {
  queued: { word: 'Waiting', hue: 'waiting', icon: 'clock' },
  running: { word: 'Importing', hue: 'waiting', icon: 'play' },
  done: { word: 'Done', hue: 'good', icon: 'check' },
  cancelled: { word: 'Cancelled', hue: 'quiet', icon: 'stop' },
  failed: { word: 'Failed', hue: 'needs', icon: 'alert' },
}

/** `1.4 MB`. */
export function sizeInWords(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB']
  let unit = 0
  let size = bytes
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${size >= 10 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

/** How many rows a file is likely to have, from its size and the rows of its sample; null where nothing can be said. */
export function aboutRows({ sample, sizeBytes, hasHeader, header }: ImportAnalysis): number | null {
  // A row longer than what was looked at is no sample.
  if (sample.length === 0) return hasHeader && sizeBytes < 1_000_000 ? 0 : null
  const lengths = sample.map((row) => new TextEncoder().encode(row.join(',')).length + 1)
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const rest = sizeBytes - (hasHeader ? header.join(',').length : 0)
  // Ten rows are all that there is, where the sample is as large as the file.
  if (sample.length < 10) return sample.length
  return Math.max(sample.length, Number(Math.round(rest / average).toPrecision(2)))
}

export function aboutRowsInWords(analysis: ImportAnalysis): string {
  const rows = aboutRows(analysis)
  if (rows === null) return 'some rows'
  return `${analysis.sample.length < 10 ? '' : 'about '}${counted(rows, 'row', 'rows')}`
}

/** What came of it, in one line. */
export function outcomeInWords({ created, merged, skipped, rejected }: ContactImport): string {
  const parts = [
    `${formatCount(created)} new`,
    merged > 0 && `${formatCount(merged)} merged`,
    skipped > 0 && `${formatCount(skipped)} skipped`,
    rejected > 0 && `${formatCount(rejected)} rejected`,
  ]
  return parts.filter(Boolean).join(', ')
}
