import type { ImportAnalysis } from '../../../../../shared/schemas/contacts.ts'

export type Encoding = ImportAnalysis['encoding']

export interface EncodingGuess {
  encoding: Encoding
  /** Bytes of the byte order mark, to be left out. */
  skip: number
  /** True when the guess stands by a byte order mark or by the pattern of zero bytes. */
  certain: boolean
}

/**
 * What the beginning of a file says about its encoding. Where it is not certain, `utf-8` holds only as long as all bytes
 * of the file are valid UTF-8; otherwise it is Windows-1252, what spreadsheets in western Europe write.
 */
export function guessEncoding(head: Uint8Array): EncodingGuess {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', skip: 3, certain: true }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', skip: 2, certain: true }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', skip: 2, certain: true }
  const zeros = countZeros(head)
  const pairs = Math.floor(head.length / 2)
  // Western text in UTF-16 has a zero in nearly every pair, always on the same side.
  if (pairs > 0 && zeros.odd > pairs * 0.4 && zeros.even < pairs * 0.05) return { encoding: 'utf-16le', skip: 0, certain: true }
  if (pairs > 0 && zeros.even > pairs * 0.4 && zeros.odd < pairs * 0.05) return { encoding: 'utf-16be', skip: 0, certain: true }
  return { encoding: 'utf-8', skip: 0, certain: false }
}

/** Why the beginning of a file cannot be that of a CSV file, in words; null where it may be. */
export function notText(head: Uint8Array, guess: EncodingGuess): string | null {
  if (head.length === guess.skip) return 'The file is empty.'
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04) {
    return 'This is a workbook or a zip archive, not a CSV file. Open it in a spreadsheet program and save it as CSV.'
  }
  const zeros = countZeros(head)
  const isWide = guess.encoding === 'utf-16le' || guess.encoding === 'utf-16be'
  if (!isWide && zeros.odd + zeros.even > 0) return 'This is not a text file. Export your contacts as CSV and choose that file.'
  return null
}

/** Bytes at the end of a piece that begin a UTF-8 character which the next piece completes: 0 to 3. */
export function unfinishedUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}

function countZeros(bytes: Uint8Array): { even: number; odd: number } {
  let even = 0
  let odd = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0) continue
    if (at % 2 === 0) even++
    else odd++
  }
  return { even, odd }
}
