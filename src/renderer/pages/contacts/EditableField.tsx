import { TextInput } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'

interface Props {
  label: string
  value: string
  hint?: string
  /** True when it was kept. */
  onSave(value: string): Promise<boolean>
}

/** A field that is changed where it stands: Enter or leaving it keeps the change, Esc takes it back. */
export function EditableField({ label, value, hint, onSave }: Props) {
  const id = useId()
  const [typed, setTyped] = useState(value)
  const given = useRef(value)
  useEffect(() => {
    // Somebody else changed it: what is typed meanwhile stays.
    setTyped((before) => (before === given.current ? value : before))
    given.current = value
  }, [value])

  function keep(): void {
    if (typed.trim() === value) setTyped(value)
    else void onSave(typed.trim())
  }

  return (
    <div className="field">
      <label className="field-name clip" htmlFor={id} title={label}>
        {label}
      </label>
      <TextInput
        id={id}
        size="xs"
        variant="unstyled"
        className="field-input"
        placeholder="–"
        title={hint ?? (typed || undefined)}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep()
          else if (event.key === 'Escape' && typed !== value) {
            event.stopPropagation()
            setTyped(value)
          }
        }}
      />
    </div>
  )
}
