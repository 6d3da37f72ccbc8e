import { hasControl, oneLine } from '../../../../../shared/line.ts'
/** From the cells of a row to a contact, or to the reason why it is none. */
import type { ColumnMapping } from '../../../../../shared/schemas/contacts.ts'
import { parseAddress } from '../address.ts'

export interface RowContact {
  email: string
  key: string
  domain: string
  firstName: string
  lastName: string
  /** First and last name joined where the file has no column for it. */
  fullName: string
  companyName: string
  /** JSON object of the custom fields that are not empty. */
  customFields: string
  tags: string[]
}

export type RowResult = { ok: true; contact: RowContact } | { ok: false; reason: string }

const limits = { firstName: 200, lastName: 200, fullName: 400, companyName: 300, custom: 5_000, tag: 60, tags: 100 }
const labels = { firstName: 'first name', lastName: 'last name', fullName: 'name', companyName: 'company' }
type Named = keyof typeof labels
const named: readonly Named[] = ['firstName', 'lastName', 'fullName', 'companyName']

/** Makes the reader for one file: its mapping is looked at once, not for each of a million rows. */
export function createRowReader(mapping: readonly ColumnMapping[], width: number | null): (cells: readonly string[]) => RowResult {
  const columnOf = (field: string) => mapping.find((entry) => entry.field === field)?.column ?? -1
  const emailColumn = columnOf('email')
  const tagColumn = columnOf('tags')
  const columns = named.map((field) => ({ field, column: columnOf(field) })).filter(({ column }) => column !== -1)
  const custom = mapping
    .filter((entry) => entry.field.startsWith('custom:'))
    .map((entry) => ({ name: entry.field.slice('custom:'.length), column: entry.column }))

  return (cells) => {
    if (width !== null && cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
      return reject(`The row has ${cells.length} columns, the header has ${width}. A cell with the separator in it needs quotes.`)
    }
    const address = parseAddress(cells[emailColumn] ?? '')
    if (!address.ok) return reject(address.problem)
    const contact: RowContact = {
      email: address.email,
      key: address.key,
      domain: address.domain,
      firstName: '',
      lastName: '',
      fullName: '',
      companyName: '',
      customFields: '{}',
      tags: [],
    }
    for (const { field, column } of columns) {
      const value = (cells[column] ?? '').trim()
      // These stand in the headers of messages: a line break in them is an accident or an attack, never a name.
      if (hasControl(value)) return reject(`The ${labels[field]} contains a line break or a control character.`)
      if (value.length > limits[field]) return reject(`The ${labels[field]} is longer than ${limits[field]} characters.`)
      contact[field] = value
    }
    if (contact.fullName === '') contact.fullName = joinName(contact.firstName, contact.lastName)
    const problem = readCustom(cells, contact) ?? readTags(cells, contact)
    return problem === null ? { ok: true, contact } : reject(problem)
  }

  function readCustom(cells: readonly string[], contact: RowContact): string | null {
    let values: Record<string, string> | null = null
    for (const { name, column } of custom) {
      const cell = cells[column]
      if (cell === undefined || cell === '') continue
      // Long texts may have several lines in a spreadsheet; here they become one.
      const value = hasControl(cell) ? oneLine(cell) : cell.trim()
      if (value.length > limits.custom) return `The field ${name} is longer than ${limits.custom.toLocaleString('en')} characters.`
      if (value === '') continue
      values ??= {}
      values[name] = value
    }
    if (values) contact.customFields = JSON.stringify(values)
    return null
  }

  function readTags(cells: readonly string[], contact: RowContact): string | null {
    const cell = cells[tagColumn]
    if (cell === undefined || cell === '') return null
    const tags = new Set(cell.split(/[,;|\n]/).map((tag) => oneLine(tag)))
    tags.delete('')
    if (tags.size > limits.tags) return `The row has more than ${limits.tags} tags.`
    for (const tag of tags) if (tag.length > limits.tag) return `A tag is longer than ${limits.tag} characters.`
    contact.tags = [...tags]
    return null
  }
}

/** The full name of somebody of whom only the parts are known. */
export function joinName(firstName: string, lastName: string): string {
  return `${firstName} ${lastName}`.trim()
}

function reject(reason: string): RowResult {
  return { ok: false, reason }
}
