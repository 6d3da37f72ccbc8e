import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { parseFollowers } from '../../../lib/discovery/followers.ts'
import { formatCount } from '../../../lib/words/counts.ts'

interface Props {
  label: string
  value: number | null
  error?: string | undefined
  readOnly: boolean
  onChange(value: number | null): void
}

/** A number of followers, also as `5k` or `1.2M`. What cannot be read is said, and changes nothing. */
export function FollowersField({ label, value, error, readOnly, onChange }: Props) {
  /** What is being typed; null while it is not. */
  const [typed, setTyped] = useState<string | null>(null)
  const unreadable = typed !== null && parseFollowers(typed) === 'unreadable'
  return (
    <TextInput
      label={label}
      placeholder="any"
      inputMode="text"
      maxLength={20}
      readOnly={readOnly}
      value={typed ?? (value === null ? '' : formatCount(value))}
      error={unreadable ? 'A number, such as 5k or 1.2M' : error}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        const read = parseFollowers(event.currentTarget.value)
        if (read !== 'unreadable') onChange(read)
      }}
      onBlur={() => !unreadable && setTyped(null)}
    />
  )
}
