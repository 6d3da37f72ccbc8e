/** Reads one row out of a piece of CSV text. `parser.ts` feeds it and decides about broken rows. */

export interface CsvFormat {
  /** One character. */
  delimiter: string
  /** `\n` also stands for `\r\n`. */
  newline: '\n' | '\r'
}

/** A piece of text with what was already looked up in it: looking anew for each cell would take the square of the time. */
export interface Piece {
  text: string
  format: CsvFormat
  /** No more text follows. */
  final: boolean
  /** The next of each at or after the last place that was asked for; -1 when there is none, -2 when not looked for. */
  nextQuote: number
  nextDelimiter: number
}

/** `end`: where its line end stands. `lines`: how many lines of the file it takes up. */
export interface FoundRow {
  cells: string[]
  end: number
  lines: number
}

export type Found = FoundRow | 'incomplete' | { problem: string }

const neverClosed = 'A quote is opened in this row and never closed.'
const textAfterQuote = 'There is text after a closing quote. Quotes inside a cell have to be doubled.'

/**
 * The row that begins at `start`.
 * @param lineEnd of the line there, -1 where it has not come yet
 */
export function readRow(piece: Piece, start: number, lineEnd: number): Found {
  if (piece.nextQuote !== -1 && piece.nextQuote < start) piece.nextQuote = piece.text.indexOf('"', start)
  const end = lineEnd === -1 ? piece.text.length : lineEnd
  if (piece.nextQuote !== -1 && piece.nextQuote < end) return readQuotedRow(piece, start)
  // No quote in the line: nearly all of them.
  if (lineEnd === -1 && !piece.final) return 'incomplete'
  return { cells: rowText(piece, start, end).split(piece.format.delimiter), end, lines: 1 }
}

/** A row or cell without the CR of its CRLF. */
export function rowText(piece: Piece, start: number, end: number): string {
  const cut = piece.format.newline === '\n' && end > start && piece.text.charCodeAt(end - 1) === 13 ? end - 1 : end
  return piece.text.slice(start, cut)
}

function readQuotedRow(piece: Piece, start: number): Found {
  const { text, format } = piece
  const cells: string[] = []
  let lines = 1
  for (let at = start; ; at++) {
    const cell = text[at] === '"' ? quotedCell(piece, at + 1) : plainCell(piece, at)
    if (cell === 'incomplete' || 'problem' in cell) return cell
    cells.push(cell.value)
    lines += cell.breaks
    at = cell.end
    if (at >= text.length || text[at] === format.newline) return { cells, end: at, lines }
  }
}

type Cell = { value: string; end: number; breaks: number } | 'incomplete' | { problem: string }

function plainCell(piece: Piece, start: number): Cell {
  const { text, format } = piece
  if (piece.nextDelimiter !== -1 && piece.nextDelimiter < start) piece.nextDelimiter = text.indexOf(format.delimiter, start)
  const lineEnd = text.indexOf(format.newline, start)
  if (piece.nextDelimiter !== -1 && (lineEnd === -1 || piece.nextDelimiter < lineEnd)) {
    return { value: text.slice(start, piece.nextDelimiter), end: piece.nextDelimiter, breaks: 0 }
  }
  if (lineEnd === -1 && !piece.final) return 'incomplete'
  const end = lineEnd === -1 ? text.length : lineEnd
  return { value: rowText(piece, start, end), end, breaks: 0 }
}

/** @param start behind the opening quote */
function quotedCell(piece: Piece, start: number): Cell {
  const { text, format, final } = piece
  const close = closingQuote(text, start)
  if (close === -1) return final ? { problem: neverClosed } : 'incomplete'
  let end = close + 1
  while (text[end] === ' ' || (text[end] === '\r' && format.newline === '\n')) end++
  if (end >= text.length && !final) return 'incomplete'
  if (end < text.length && text[end] !== format.newline && text[end] !== format.delimiter) return { problem: textAfterQuote }
  const value = text.slice(start, close)
  return { value: value.includes('"') ? value.replaceAll('""', '"') : value, end, breaks: countBreaks(value, format.newline) }
}

/** The next quote that is not doubled, -1 where there is none. */
function closingQuote(text: string, start: number): number {
  let quote = text.indexOf('"', start)
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  return quote
}

function countBreaks(value: string, newline: string): number {
  let breaks = 0
  for (let at = value.indexOf(newline); at !== -1; at = value.indexOf(newline, at + 1)) breaks++
  return breaks
}
