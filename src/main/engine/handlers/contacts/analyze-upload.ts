import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { UserError } from '../../../../shared/errors.ts'
import type { ImportAnalysis } from '../../../../shared/schemas/contacts.ts'
import type { ImportPlan } from '../../db/contacts/imports.ts'
import { type EncodingGuess, guessEncoding, notText, unfinishedUtf8 } from '../../rules/contacts/csv/encoding.ts'
import { guessDelimiter, guessHeader, guessMapping, guessNewline, sampleRows } from '../../rules/contacts/csv/guess.ts'

/** Enough for the widest header that is read, and for a sample of ordinary rows. */
const headBytes = 1024 * 1024
const shownRows = 10
const shownCell = 200
const sampledRows = 200

export interface UploadAnalysis {
  analysis: Omit<ImportAnalysis, 'uploadId'>
  plan: Pick<ImportPlan, 'encoding' | 'skip' | 'delimiter' | 'newline' | 'hasHeader' | 'width'>
  /** Why it cannot be imported at all; null where it can. */
  refusal: string | null
}

/**
 * What an uploaded file is. All of it is read once, in pieces, where its encoding can only be told by that.
 * @throws UserError NOT_FOUND where there is no such upload
 */
export async function analyzeUpload(path: string): Promise<UploadAnalysis> {
  const { head, size } = await readHead(path)
  const guess = guessEncoding(head)
  const refusal = notText(head, guess)
  const encoding = refusal === null && !guess.certain && !(await isAllUtf8(path)) ? 'windows-1252' : guess.encoding
  const text = refusal === null ? decode(head, { ...guess, encoding }) : ''
  const newline = guessNewline(text)
  const delimiter = guessDelimiter(text)
  const rows = sampleRows(text, { delimiter, newline }, sampledRows, size <= head.length)
  const hasHeader = guessHeader(rows)
  const header = hasHeader ? (rows[0] ?? []) : []
  const people = hasHeader ? rows.slice(1) : rows
  const mapping = guessMapping(rows, hasHeader)
  const noRows =
    refusal === null && rows.length === 0
      ? 'No row could be read from this file. It is not a CSV file, or its first row is empty, has more than 10,000 columns or is very long.'
      : refusal
  const problems = noRows === null ? problemsOf(people, mapping, hasHeader, size <= head.length) : [noRows]
  return {
    analysis: {
      encoding,
      delimiter,
      header: header.map((cell) => cell.slice(0, shownCell)),
      hasHeader,
      mapping,
      sample: people.slice(0, shownRows).map((row) => row.map((cell) => cell.slice(0, shownCell))),
      sizeBytes: size,
      problems,
    },
    plan: { encoding, skip: guess.skip, delimiter, newline, hasHeader, width: hasHeader ? header.length : null },
    refusal: noRows,
  }
}

function problemsOf(people: string[][], mapping: ImportAnalysis['mapping'], hasHeader: boolean, complete: boolean): string[] {
  const problems: string[] = []
  // The first row may be longer than what was looked at.
  if (people.length === 0 && complete) problems.push('The file has a header and no rows.')
  if (!mapping.some((entry) => entry.field === 'email'))
    problems.push('No column with email addresses was found. Say which column has them.')
  if (!hasHeader && people.length > 0) problems.push('The first row looks like a person, so the columns have no names.')
  if (mapping.some((entry) => entry.field === 'ignore'))
    problems.push('The file has more columns than are kept by themselves. Map the ones you need.')
  return problems
}

async function readHead(path: string): Promise<{ head: Buffer; size: number }> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await stat(path)
      const head = Buffer.alloc(Math.min(size, headBytes))
      const { bytesRead } = await file.read(head, 0, head.length, 0)
      return { head: head.subarray(0, bytesRead), size }
    } finally {
      await file.close()
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    throw new UserError('NOT_FOUND', 'The uploaded file is not there any more.', { advice: 'Send the file again.' })
  }
}

async function isAllUtf8(path: string): Promise<boolean> {
  let rest: Uint8Array = Buffer.alloc(0)
  for await (const piece of createReadStream(path, { highWaterMark: headBytes }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const cut = bytes.length - unfinishedUtf8(bytes)
    if (!isUtf8(bytes.subarray(0, cut))) return false
    rest = bytes.subarray(cut)
  }
  return rest.length === 0
}

function decode(head: Buffer, guess: EncodingGuess): string {
  const bytes = head.subarray(guess.skip)
  // The last character may be cut in the middle; as may be the last row, which is not looked at.
  if (guess.encoding === 'utf-8') return bytes.subarray(0, bytes.length - unfinishedUtf8(bytes)).toString('utf8')
  return iconv.decode(guess.encoding === 'windows-1252' ? bytes : bytes.subarray(0, bytes.length - (bytes.length % 2)), guess.encoding, {
    stripBOM: false,
  })
}
