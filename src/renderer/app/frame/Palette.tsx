import { Modal } from '@mantine/core'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { allCommands, type Command, isMac, keysInWords, useCommandStore } from '../../hooks/commands.tsx'
import { palette } from '../../stores/palette.ts'
import { KeysHelp } from './KeysHelp.tsx'
import { usePaletteFinds } from './use-palette-finds.ts'

/** ⌘K: every page, every action that is possible here, and whoever or whatever is called so. */
export function Palette() {
  const shown = useStore(palette.store, (state) => state.shown)
  return (
    <Modal.Root opened={shown !== null} onClose={palette.close} size={600} yOffset="12vh" transitionProps={{ duration: 80 }}>
      <Modal.Overlay backgroundOpacity={0.25} />
      <Modal.Content aria-label={shown === 'keys' ? 'All keys' : 'Search and commands'}>
        {shown === 'palette' && <Finder />}
        {shown === 'keys' && <KeysHelp />}
      </Modal.Content>
    </Modal.Root>
  )
}

function Finder() {
  const commandState = useStore(useCommandStore())
  const [, navigate] = useLocation()
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(0)
  const listId = useId()
  const finds = usePaletteFinds(words, navigate)
  const commands = useMemo(() => allCommands(commandState).filter(({ hidden }) => !hidden), [commandState])
  const found: Command[] = [...matching(commands, words), ...finds]
  const at = Math.min(chosen, found.length - 1)

  function run(command: Command | undefined): void {
    if (!command) return
    palette.close()
    // After the palette is gone and the focus is back where it was.
    setTimeout(() => command.run())
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, found.length))
    else if (event.key === 'ArrowUp') setChosen((at - 1 + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') run(found[at])
    else return
    event.preventDefault()
  }

  return (
    <div className="palette">
      <input
        className="palette-input"
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[at] ? `${listId}-${at}` : undefined}
        aria-label="Search pages, actions, campaigns, people"
        placeholder="Search pages, actions, campaigns, people"
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div className="palette-list" id={listId} role="listbox" aria-label="Results">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the focus and the keys
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className="palette-item"
            ref={index === at ? intoView : undefined}
            onClick={() => run(command)}
            onMouseMove={() => index !== at && setChosen(index)}
          >
            <span className="muted small palette-group">{command.group}</span>
            <span className="clip">{command.title}</span>
            {command.keys && <kbd>{keysInWords(command.keys, isMac)}</kbd>}
          </div>
        ))}
      </div>
      <p className="muted palette-none" role="status">
        {found.length === 0 && 'Nothing is called so.'}
      </p>
    </div>
  )
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}

/** Narrows commands to those whose title has every word, at the beginning of a word first. Pure. */
function matching<T extends { title: string; group: string }>(commands: readonly T[], typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...commands]
  return commands
    .map((command) => ({ command, rank: rankOf(`${command.title} ${command.group}`.toLowerCase(), words) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ command }) => command)
}

/** 0: every word begins a word of the title; higher is worse; null: one of them is nowhere. */
function rankOf(title: string, words: readonly string[]): number | null {
  let rank = 0
  for (const word of words) {
    const at = title.indexOf(word)
    if (at < 0) return null
    if (at > 0 && title[at - 1] !== ' ') rank += 1
  }
  return rank
}
