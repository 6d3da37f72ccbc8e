import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessEncoding, notText, unfinishedUtf8 } from '../../src/main/engine/rules/contacts/csv/encoding.ts'
import { guessDelimiter, guessHeader, guessMapping, guessNewline } from '../../src/main/engine/rules/contacts/csv/guess.ts'
import { freeName } from '../../src/main/engine/rules/contacts/csv/headings.ts'
import { type CsvItem, createCsvParser, maxRecord } from '../../src/main/engine/rules/contacts/csv/parser.ts'
import { createRowReader } from '../../src/main/engine/rules/contacts/csv/row.ts'
import type { CsvFormat } from '../../src/main/engine/rules/contacts/csv/scan.ts'
import { csvLine } from '../../src/main/engine/rules/contacts/csv/write.ts'

function parseAll(text: string, piece = Number.MAX_SAFE_INTEGER, format: CsvFormat = { delimiter: ',', newline: '\n' }): CsvItem[] {
  const parser = createCsvParser(format)
  const items: CsvItem[] = []
  for (let at = 0; at < text.length; at += piece) items.push(...parser.push(text.slice(at, at + piece)))
  items.push(...parser.end())
  return items
}

const cellsOf = (items: CsvItem[]) => items.map((item) => (item.ok ? item.cells : item.reason))
const linesOf = (items: CsvItem[]) => items.map((item) => item.line)

describe('the CSV parser', () => {
  it('reads quotes, doubled quotes, CRLF and blank lines, with the lines of the file', () => {
    const items = parseAll('a,b\r\n"c\nd",e\r\n\r\nf,"g""h"\n,,\n\n"",x')
    expect(cellsOf(items)).toEqual([
      ['a', 'b'],
      ['c\nd', 'e'],
      ['f', 'g"h'],
      ['', 'x'],
    ])
    expect(linesOf(items)).toEqual([1, 2, 5, 8])
  })

  it('takes a quote in the middle of a cell as it stands', () => {
    expect(cellsOf(parseAll('5" pipe,x\ny "z" w,1\n'))).toEqual([
      ['5" pipe', 'x'],
      ['y "z" w', '1'],
    ])
  })

  it('gives up only the broken line', () => {
    const items = parseAll('"Bob,b@x\n"Al",a@x\nq,"z"x\nlast,1')
    expect(items.map((item) => item.ok)).toEqual([false, true, false, true])
    expect(linesOf(items)).toEqual([1, 2, 3, 4])
    expect(items[0]?.raw).toBe('"Bob,b@x')
  })

  it('a quote that is never closed costs one line, also at the end of the file', () => {
    const items = parseAll('x,"never\nclosed\nhere')
    expect(items.map((item) => [item.ok, item.line])).toEqual([
      [false, 1],
      [true, 2],
      [true, 3],
    ])
  })

  it('a line beyond every limit costs no memory and no other line', () => {
    const parser = createCsvParser({ delimiter: ',', newline: '\n' })
    const items = parser.push('a,1\n')
    const piece = 'x'.repeat(100_000)
    for (let i = 0; i < 200; i++) items.push(...parser.push(piece))
    items.push(...parser.push('\nb,2\n'), ...parser.end())
    expect(items.map((item) => [item.ok, item.line])).toEqual([
      [true, 1],
      [false, 2],
      [true, 3],
    ])
    expect(items[1]?.raw.length).toBeLessThanOrEqual(5_000)
  })

  it('a quote that swallows more than a row may have costs one line', () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `person ${i},person${i}@acme.example`)
    const text = ['name,email', 'Bob,"b@acme.example', ...rows].join('\n')
    expect(text.length).toBeGreaterThan(maxRecord)
    for (const piece of [65_536, 262_144, text.length]) {
      const items = parseAll(text, piece)
      expect(items.length).toBe(rows.length + 2)
      expect(items.filter((item) => !item.ok).map((item) => item.line)).toEqual([2])
    }
  })

  it('10,000 columns are a row, 10,001 are not', () => {
    const items = parseAll(`${'a,'.repeat(9_999)}a\n${'a,'.repeat(10_000)}a\nb,c\n`)
    expect(items.map((item) => item.ok)).toEqual([true, false, true])
  })

  it('reads lone CR', () => {
    expect(linesOf(parseAll('a,b\rc,"d\re"\rf,g\r', 1, { delimiter: ',', newline: '\r' }))).toEqual([1, 2, 4])
  })

  const cell = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', ';', '\n', ' ', '\t', '1'), maxLength: 6 })
  const written = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })
  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`

  it('agrees with csv-parse on well-formed files, however they are cut into pieces', () => {
    fc.assert(
      fc.property(
        written,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 30 }),
        (rows, delimiter, end, piece) => {
          const text = rows.map((row) => row.map(quote).join(delimiter)).join(end)
          const expected = (parse(text, { delimiter, relax_column_count: true, record_delimiter: end }) as string[][]).filter((row) =>
            row.some((value) => value.trim() !== ''),
          )
          expect(cellsOf(parseAll(text, piece, { delimiter, newline: '\n' }))).toEqual(expected)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('gives the same for any text, however it is cut into pieces, and never loses a line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '"', '"', ',', '\n', '\n', '\r', ' '), maxLength: 120 }),
        fc.integer({ min: 1, max: 9 }),
        (text, piece) => {
          const whole = parseAll(text)
          expect(parseAll(text, piece)).toEqual(whole)
          const lines = linesOf(whole)
          expect([...lines].sort((a, b) => a - b)).toEqual(lines)
          const shown = whole.map((item) => item.raw).join('')
          const letters = (value: string) => value.replace(/[^a]/g, '').length
          expect(letters(shown)).toBe(letters(text))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('encodings', () => {
  const text = 'Vorname;E-Mail\nJürgen;j@acme.example\n'
  it('are told by byte order mark, zero bytes, or not yet', () => {
    const wide = Buffer.from(text, 'utf16le')
    expect(guessEncoding(Buffer.from(`\ufeff${text}`))).toEqual({ encoding: 'utf-8', skip: 3, certain: true })
    expect(guessEncoding(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual({ encoding: 'utf-16le', skip: 2, certain: true })
    expect(guessEncoding(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toEqual({ encoding: 'utf-16be', skip: 2, certain: true })
    expect(guessEncoding(wide)).toEqual({ encoding: 'utf-16le', skip: 0, certain: true })
    expect(guessEncoding(Buffer.from(wide).swap16())).toEqual({ encoding: 'utf-16be', skip: 0, certain: true })
    expect(guessEncoding(Buffer.from(text)).certain).toBe(false)
  })

  it('say what is no text', () => {
    const check = (bytes: Buffer) => notText(bytes, guessEncoding(bytes))
    expect(check(Buffer.alloc(0))).toMatch(/empty/)
    expect(check(Buffer.from('\ufeff'))).toMatch(/empty/)
    expect(check(Buffer.from('PK\x03\x04\x14\x00\x06'))).toMatch(/workbook/)
    expect(check(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]))).toMatch(/not a text file/)
    expect(check(Buffer.from(text))).toBeNull()
  })

  it('unfinished UTF-8 is cut at the character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.nat({ max: 80 }), (value, cut) => {
        const bytes = Buffer.from(value).subarray(0, cut)
        const kept = bytes.subarray(0, bytes.length - unfinishedUtf8(bytes))
        expect(Buffer.from(value).subarray(0, kept.length).equals(kept)).toBe(true)
        expect(kept.toString('utf8')).not.toContain('\ufffd')
      }),
    )
  })
})

describe('guesses', () => {
  it.each([',', ';', '\t', '|'] as const)('the delimiter %j, also with others inside cells', (delimiter) => {
    const rows = [
      ['name', 'company', 'email'],
      ['Lee, Ann', 'A;B', 'ann@acme.example'],
      ['Bob', 'C|D', 'bob@acme.example'],
    ]
    expect(guessDelimiter(rows.map((row) => row.map((value) => `"${value}"`).join(delimiter)).join('\r\n'))).toBe(delimiter)
  })

  it('line ends', () => {
    expect(guessNewline('a\r\nb')).toBe('\n')
    expect(guessNewline('a\rb\r')).toBe('\r')
  })

  it('a header by its words, or by the address that follows', () => {
    expect(
      guessHeader([
        ['Vorname', 'E-Mail'],
        ['Ann', 'ann@acme.example'],
      ]),
    ).toBe(true)
    expect(
      guessHeader([
        ['x', 'y'],
        ['Ann', 'ann@acme.example'],
      ]),
    ).toBe(true)
    expect(
      guessHeader([
        ['Ann', 'ann@acme.example'],
        ['Bob', 'bob@acme.example'],
      ]),
    ).toBe(false)
    expect(guessHeader([])).toBe(false)
  })

  it('columns in English and German, unknown ones as custom fields', () => {
    const header = [
      'Vorname',
      'Nachname',
      'E-Mail-Adresse',
      'Firma',
      'Letzter Besuch (Datum)',
      'UMSATZ',
      'Größe',
      'senderName',
      '',
      'Firma',
    ]
    const mapping = guessMapping([header, ['Ann', 'Lee', 'ann@acme.example', 'Acme', '1', '2', '3', '4', '5', '6']], true)
    expect(mapping.map((entry) => entry.field)).toEqual([
      'firstName',
      'lastName',
      'email',
      'companyName',
      'custom:letzterBesuchDatum',
      'custom:umsatz',
      'custom:groesse',
      'custom:senderName2',
      'custom:column9',
      'custom:firma',
    ])
    expect(guessMapping([['First Name', 'last_name', 'Company', 'Email Address', 'Tags']], true).map((entry) => entry.field)).toEqual([
      'firstName',
      'lastName',
      'companyName',
      'email',
      'tags',
    ])
  })

  it('the address by what stands in the column', () => {
    expect(guessMapping([['Ann', 'ann@acme.example']], false).map((entry) => entry.field)).toEqual(['custom:column1', 'email'])
    expect(
      guessMapping(
        [
          ['a', 'b'],
          ['Ann', 'ann@acme.example'],
        ],
        true,
      )[1]?.field,
    ).toBe('email')
    const two = guessMapping(
      [
        ['Email', 'Work email'],
        ['', 'ann@acme.example'],
        ['x', 'bob@acme.example'],
      ],
      true,
    )
    expect(two.map((entry) => entry.field)).toEqual(['custom:email2', 'email'])
  })

  it('names of custom fields are always usable and never the same twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 20 }), (headings) => {
        const taken = new Set<string>()
        for (const heading of headings) {
          const name = freeName(heading, taken)
          expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,63}$/)
          expect(taken.has(name)).toBe(false)
          taken.add(name)
        }
      }),
    )
    expect(freeName('__proto__', new Set())).toBe('proto')
    expect(freeName('constructor', new Set())).toBe('constructor2')
  })
})

describe('rows', () => {
  const read = createRowReader(
    [
      { column: 0, field: 'email' },
      { column: 1, field: 'firstName' },
      { column: 2, field: 'companyName' },
      { column: 3, field: 'custom:note' },
      { column: 4, field: 'tags' },
    ],
    5,
  )
  const reason = (cells: string[]) => {
    const result = read(cells)
    return result.ok ? null : result.reason
  }

  it('become contacts', () => {
    expect(read([' Ann@Acme.example ', ' Ann ', 'Acme', 'likes\ntea', 'vip; press,vip'])).toEqual({
      ok: true,
      contact: {
        email: 'Ann@acme.example',
        key: 'ann@acme.example',
        domain: 'acme.example',
        firstName: 'Ann',
        lastName: '',
        fullName: 'Ann',
        companyName: 'Acme',
        customFields: '{"note":"likes tea"}',
        tags: ['vip', 'press'],
      },
    })
  })

  it('are refused with the reason', () => {
    expect(reason(['nobody'])).toMatch(/no @/)
    expect(reason([])).toMatch(/empty/)
    expect(reason(['a@acme.example', 'Ann\r\nBcc: x@y.example'])).toMatch(/first name contains a line break/)
    expect(reason(['a@acme.example', 'Ann', 'Acme\u0000'])).toMatch(/company contains/)
    expect(reason(['a@acme.example', 'x'.repeat(201)])).toMatch(/longer than 200/)
    expect(reason(['a@acme.example', '', '', 'x'.repeat(5_001)])).toMatch(/5,000/)
    expect(reason(['a@acme.example', '', '', '', 'x'.repeat(61)])).toMatch(/60/)
    expect(reason(['a@acme.example', '', '', '', '', 'extra'])).toMatch(/6 columns, the header has 5/)
    expect(reason(['a@acme.example', '', '', '', '', ' '])).toBeNull()
  })
})

describe('writing CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])('disarms %j', (cell) => {
    const [row] = parse(csvLine([cell]), { relax_quotes: true }) as string[][]
    expect(row?.[0]?.startsWith("'")).toBe(true)
  })

  it('is read back as it was', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', ' ', 'ü'), maxLength: 8 })
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 4 }), (cells) => {
        const items = parseAll(csvLine(['x', ...cells]))
        expect(cellsOf(items)).toEqual([['x', ...cells]])
      }),
    )
  })
})
