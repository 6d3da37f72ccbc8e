/**
 * CSV by RFC 4180, read the way people's files are: any delimiter, LF or CRLF or lone CR, quotes in the middle of a
 * cell. A row with broken quotes is given back as such and reading goes on with the next line, so that one bad row never
 * swallows the rest of the file (which is why this is not a library's parser). Memory is bounded by `maxRecord`.
 */
import { type CsvFormat, type Found, type FoundRow, type Piece, readRow, rowText } from './scan.ts'

export type CsvItem =
  | {
      ok: true
      /** Where the row begins, counted in lines of the file from 1. */
      line: number
      cells: string[]
      /** The row as it stands in the file, without its line end. */
      raw: string
    }
  | { ok: false; line: number; reason: string; raw: string }

export interface CsvParser {
  /** Takes a further piece of the text and gives back the rows that are complete. Blank lines are passed over. */
  push(text: string): CsvItem[]
  /** The rest, where the last line has no line end. */
  end(): CsvItem[]
}

const maxColumns = 10_000
/** Characters of one row, line breaks in quoted cells included. */
export const maxRecord = 1_000_000
/** Characters of a broken row that are given back. */
const maxShown = 5_000

const tooLong = 'The row is longer than 1,000,000 characters, or a quote in it is never closed.'
const tooWide = 'The row has more than 10,000 columns.'

function isBroken(found: Found, start: number): found is Exclude<Found, FoundRow> {
  return found === 'incomplete' || 'problem' in found || found.end - start > maxRecord
}

function reasonOf(found: Found): string {
  return found !== 'incomplete' && 'problem' in found ? found.problem : tooLong
}

export function createCsvParser(format: CsvFormat): CsvParser {
  let rest = ''
  let line = 1
  /** Inside a line that is too long: everything up to its end is dropped. */
  let dropping = false

  function read(text: string, final: boolean): CsvItem[] {
    const piece: Piece = { text, format, final, nextQuote: -2, nextDelimiter: -2 }
    const items: CsvItem[] = []
    let at = dropping ? dropLine(text) : 0
    while (at < text.length) {
      const lineEnd = text.indexOf(format.newline, at)
      const stop = lineEnd === -1 ? text.length : lineEnd
      const found = readRow(piece, at, lineEnd)
      // Of a broken row a whole line is given back, so its end is waited for too.
      const isOpen = found === 'incomplete' || ('problem' in found && lineEnd === -1 && !final)
      if (isOpen && text.length - at <= maxRecord) break
      if (isBroken(found, at)) {
        items.push({ ok: false, line, reason: reasonOf(found), raw: text.slice(at, Math.min(stop, at + maxShown)) })
        dropping = lineEnd === -1 && !final
        line++
        at = stop + 1
        continue
      }
      const item = toItem(found.cells, rowText(piece, at, found.end))
      if (item) items.push(item)
      line += found.lines
      at = found.end + 1
    }
    rest = text.slice(at)
    return items
  }

  /** Where reading goes on after a line that was too long; the end of the text while its line end has not come yet. */
  function dropLine(text: string): number {
    const lineEnd = text.indexOf(format.newline)
    if (lineEnd === -1) return text.length
    dropping = false
    return lineEnd + 1
  }

  function toItem(cells: string[], raw: string): CsvItem | null {
    if (cells.length > maxColumns) return { ok: false, line, reason: tooWide, raw: raw.slice(0, maxShown) }
    return cells.some((cell) => cell !== '' && cell.trim() !== '') ? { ok: true, line, cells, raw } : null
  }

  return {
    push: (text) => read(rest === '' ? text : rest + text, false),
    end: () => read(rest, true),
  }
}
