import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core'
import { useRef } from 'react'
import type { ClaySettings, CreatorField } from '../../../shared/schemas/discovery.ts'
import { Icon } from '../../components/Icon.tsx'

type Inputs = ClaySettings['inputs']

const fields: { value: CreatorField; label: string }[] = [
  { value: 'fullName', label: 'Full name' },
  { value: 'firstName', label: 'First name' },
  { value: 'lastName', label: 'Last name' },
  { value: 'handle', label: 'Handle' },
  { value: 'platform', label: 'Platform' },
  { value: 'profileUrl', label: 'Address of the profile' },
  { value: 'followers', label: 'Followers' },
]

const most = 30

/** The routine's own inputs, by their names there, and what each of them is given. */
export function InputsTable({ inputs, onChange }: { inputs: Inputs; onChange(inputs: Inputs): void }) {
  const table = useRef<HTMLTableElement>(null)
  const set = (index: number, change: Partial<Inputs[number]>) =>
    onChange(inputs.map((row, at) => (at === index ? { ...row, ...change } : row)))
  const focus = (index: number) =>
    setTimeout(() => {
      const names = table.current?.querySelectorAll<HTMLElement>('input')
      names?.[Math.min(index, names.length - 1)]?.focus()
    })
  return (
    <div className="provider-inputs">
      <table ref={table} className="provider-table">
        <caption>What it is given</caption>
        <thead>
          <tr>
            <th scope="col">Its input</th>
            <th scope="col">Is given</th>
            <th scope="col">
              <span className="visually-hidden">Take out</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {inputs.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name while theirs is written
            <tr key={index}>
              <td>
                <TextInput
                  size="xs"
                  aria-label={`Name of input ${index + 1}`}
                  maxLength={200}
                  value={row.name}
                  onChange={(event) => set(index, { name: event.currentTarget.value })}
                />
              </td>
              <td>
                <NativeSelect
                  size="xs"
                  aria-label={`What input ${index + 1} is given`}
                  data={fields}
                  value={row.field}
                  onChange={(event) => {
                    const field = fields.find(({ value }) => value === event.currentTarget.value)?.value
                    if (field) set(index, { field })
                  }}
                />
              </td>
              <td>
                <CloseButton
                  size="sm"
                  aria-label={`Take out input ${index + 1}`}
                  onClick={() => {
                    onChange(inputs.filter((_, at) => at !== index))
                    focus(index)
                  }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {inputs.length < most && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="plus" />}
          onClick={() => {
            onChange([...inputs, { name: '', field: 'handle' }])
            focus(inputs.length)
          }}
        >
          Add an input
        </Button>
      )}
    </div>
  )
}
