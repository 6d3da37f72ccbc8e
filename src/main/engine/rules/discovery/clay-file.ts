import { guessDelimiter, guessNewline } from '../contacts/csv/guess.ts'
import { createCsvParser } from '../contacts/csv/parser.ts'

/** The column with our own ids, in what is handed out and in what comes back. */
export const idColumn = 'creator_id'

/** The column by which a row of another workspace is told: the same number, and somebody else. */
export const profileColumn = 'Profile URL'

/** Which columns of a table hold what, by their headings. An empty one is not looked for. */
export interface ClayColumns {
  email: string
  firstName: string
  lastName: string
  company: string
}

export interface ClayRow {
  id: number | null
  email: string
  firstName: string
  lastName: string
  companyName: string
  /** As it was handed out; empty where the file has none. */
  profileUrl: string
}

export type ClayFile = { ok: true; rows: ClayRow[] } | { ok: false; missing: string; headings: string[] }

/** Looked at to tell the delimiter. */
const sampleChars = 100_000

/** Reads the export of a Clay table. Headings are compared without regard to case. Rows that cannot be read are rows without an id. */
export function readClayFile(content: string, columns: ClayColumns): ClayFile {
  const text = content.replace(/^\ufeff/, '')
  const sample = text.slice(0, sampleChars)
  const parser = createCsvParser({ delimiter: guessDelimiter(sample), newline: guessNewline(sample) })
  const [first, ...items] = [...parser.push(text), ...parser.end()]
  const headings = first?.ok ? first.cells.map((cell) => cell.trim()) : []
  const lower = headings.map((heading) => heading.toLowerCase())
  const place = (name: string) => (name === '' ? -1 : lower.indexOf(name.trim().toLowerCase()))
  const idAt = place(idColumn)
  const emailAt = place(columns.email)
  if (idAt === -1) return { ok: false, missing: idColumn, headings }
  if (emailAt === -1) return { ok: false, missing: columns.email, headings }
  const firstAt = place(columns.firstName)
  const lastAt = place(columns.lastName)
  const companyAt = place(columns.company)
  const profileAt = place(profileColumn)
  const rows = items.map((item): ClayRow => {
    const cell = (at: number) => (item.ok && at !== -1 ? (item.cells[at] ?? '').trim().slice(0, 500) : '')
    return {
      id: idOf(cell(idAt)),
      email: cell(emailAt),
      firstName: cell(firstAt),
      lastName: cell(lastAt),
      companyName: cell(companyAt),
      profileUrl: cell(profileAt),
    }
  })
  return { ok: true, rows }
}

/** Spreadsheets make `17.0` or `'17` of 17. */
function idOf(text: string): number | null {
  const [, digits] = /^'?(\d{1,15})(?:\.0+)?$/.exec(text) ?? []
  return digits === undefined ? null : Number(digits)
}
