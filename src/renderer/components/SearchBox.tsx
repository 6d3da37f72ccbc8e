import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useCommands } from '../hooks/commands.tsx'
import { Icon } from './Icon.tsx'

const pauseMs = 200

interface Props {
  label: string
  placeholder: string
  /** Called with the trimmed words once the typing pauses. */
  onSearch(words: string): void
}

/** Narrows a list by words. `/` goes to it, Esc empties it. */
export function SearchBox({ label, placeholder, onSearch }: Props) {
  const [words, setWords] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const latest = useRef(onSearch)
  useEffect(() => {
    latest.current = onSearch
  })
  useEffect(() => {
    const timer = setTimeout(() => latest.current(words.trim()), pauseMs)
    return () => clearTimeout(timer)
  }, [words])
  useCommands([{ id: `search ${label}`, title: label, group: 'This page', keys: '/', run: () => input.current?.focus() }])
  return (
    <TextInput
      ref={input}
      type="search"
      size="xs"
      w={224}
      leftSection={<Icon name="search" />}
      placeholder={placeholder}
      aria-label={label}
      value={words}
      onChange={(event) => setWords(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || words === '') return
        event.stopPropagation()
        setWords('')
      }}
    />
  )
}
