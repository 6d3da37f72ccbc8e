import { NativeSelect, TextInput } from '@mantine/core'
import { memo } from 'react'
import type { ColumnMapping } from '../../../../shared/schemas/contacts.ts'

interface Props {
  entry: ColumnMapping
  heading: string
  sample: readonly string[][]
  onChange(field: ColumnMapping['field']): void
}

const fields = [
  { value: 'email', label: 'Email' },
  { value: 'firstName', label: 'First name' },
  { value: 'lastName', label: 'Last name' },
  { value: 'fullName', label: 'Full name' },
  { value: 'companyName', label: 'Company' },
  { value: 'tags', label: 'Tags' },
  { value: 'custom', label: 'Custom field' },
  { value: 'ignore', label: 'Leave out' },
]

export const MappingRow = memo(
  function MappingRow({ entry: { column, field }, heading, sample, onChange }: Props) {
    const custom = field.startsWith('custom:')
    const values = sample.flatMap((row) => row[column] || []).slice(0, 4)
    return (
      <tr>
        <td title={heading}>{heading}</td>
        <td className="muted" title={values.join('\n')}>
          {values.join(' · ')}
        </td>
        <td>
          <NativeSelect
            size="xs"
            aria-label={`${heading} becomes`}
            data={fields}
            value={custom ? 'custom' : field}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              onChange(chosen === 'custom' ? `custom:${nameFrom(heading, column)}` : (chosen as ColumnMapping['field']))
            }}
          />
        </td>
        <td>
          {custom && (
            <TextInput
              size="xs"
              aria-label={`Name of the field for ${heading}`}
              maxLength={64}
              value={field.slice('custom:'.length)}
              onChange={(event) => onChange(`custom:${event.currentTarget.value}`)}
            />
          )}
        </td>
      </tr>
    )
  },
  (before, after) => before.entry === after.entry,
)

/** A name that templates can use. */
function nameFrom(heading: string, column: number): string {
  const clean = heading
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^[^A-Za-z]+|_+$/g, '')
    .slice(0, 64)
  return clean || `column${column + 1}`
}
