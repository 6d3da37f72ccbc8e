/** A file of any size as rows, in chunks of bounded size that are always the same for the same file. */
import { createReadStream } from 'node:fs'
import iconv from 'iconv-lite'
import type { ImportPlan, Reject } from '../../db/contacts/imports.ts'
import { type CsvItem, createCsvParser } from '../../rules/contacts/csv/parser.ts'
import { createRowReader, type RowContact } from '../../rules/contacts/csv/row.ts'

export interface Chunk {
  contacts: RowContact[]
  rejects: Reject[]
  /** Rows of this chunk. */
  rows: number
  /** How much of the file was read to here. */
  bytesRead: number
}

/** A chunk ends after so many rows or so many characters, whichever comes first. */
const maxRows = 50_000
const maxCharacters = 16_000_000
const pieceBytes = 256 * 1024

const unreadable = 'The row has characters that cannot be read. The file is not in the encoding it seems to be in; save it as UTF-8.'

/** Reads the file from its beginning. Chunk borders depend on nothing but the file and the plan. */
export async function* readChunks(path: string, plan: ImportPlan): AsyncGenerator<Chunk> {
  const toEntry = createRowReader(plan.mapping, plan.width)
  let chunk = emptyChunk()
  let characters = 0
  let isHeader = plan.hasHeader
  for await (const { items, bytesRead } of readItems(path, plan)) {
    for (const item of items) {
      if (isHeader) {
        isHeader = false
        continue
      }
      add(chunk, item, toEntry)
      characters += item.raw.length
      if (chunk.rows < maxRows && characters < maxCharacters) continue
      yield { ...chunk, bytesRead }
      chunk = emptyChunk()
      characters = 0
    }
    chunk.bytesRead = bytesRead
  }
  if (chunk.rows > 0) yield chunk
}

/** Parsed rows as they come off the disk. */
export async function* readItems(path: string, plan: ImportPlan): AsyncGenerator<{ items: CsvItem[]; bytesRead: number }> {
  const parser = createCsvParser({ delimiter: plan.delimiter, newline: plan.newline })
  const decoder = plan.encoding === 'utf-8' ? utf8Decoder() : iconv.getDecoder(plan.encoding, { stripBOM: false })
  let bytesRead = plan.skip
  const file = createReadStream(path, { start: plan.skip, highWaterMark: pieceBytes })
  for await (const piece of file as AsyncIterable<Buffer>) {
    bytesRead += piece.length
    yield { items: parser.push(decoder.write(piece)), bytesRead }
  }
  yield { items: [...parser.push(decoder.end() ?? ''), ...parser.end()], bytesRead }
}

function utf8Decoder(): { write(piece: Buffer): string; end(): string } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return { write: (piece) => decoder.decode(piece, { stream: true }), end: () => decoder.decode() }
}

function add(chunk: Chunk, item: CsvItem, toEntry: ReturnType<typeof createRowReader>): void {
  chunk.rows++
  if (!item.ok) {
    chunk.rejects.push({ line: item.line, reason: item.reason, row: item.raw })
    return
  }
  const result = item.raw.includes('\ufffd') ? { ok: false as const, reason: unreadable } : toEntry(item.cells)
  if (result.ok) chunk.contacts.push(result.contact)
  else chunk.rejects.push({ line: item.line, reason: result.reason, row: item.raw.slice(0, 4_000) })
}

function emptyChunk(): Chunk {
  return { contacts: [], rejects: [], rows: 0, bytesRead: 0 }
}
