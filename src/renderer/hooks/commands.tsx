import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** Something a person can do here and now: listed in the palette, reachable by its keys. */
export interface Command {
  id: string
  /** A verb first: "Go to Inbox", "Pause all sending". */
  title: string
  group: string
  /** `g t` (one after the other), `e`, `?`, `mod+k` (⌘ on a Mac, Ctrl elsewhere). */
  keys?: string
  /** Not in the palette: only keys. */
  hidden?: boolean
  run(): void
}

type Commands = StoreApi<{ byOwner: ReadonlyMap<symbol, readonly Command[]> }>
const CommandsContext = createContext<Commands | null>(null)

export function CommandsProvider({ children }: { children: ReactNode }) {
  const store = useMemo<Commands>(() => createStore(() => ({ byOwner: new Map() })), [])
  useKeys(store)
  return <CommandsContext value={store}>{children}</CommandsContext>
}

export function useCommandStore(): Commands {
  const store = useContext(CommandsContext)
  if (!store) throw new Error('useCommandStore is called outside CommandsProvider')
  return store
}

/** Offers commands while this component is mounted. `run` may change with every render; the rest is compared by value. */
export function useCommands(commands: readonly Command[]): void {
  const store = useCommandStore()
  const latest = useRef(commands)
  latest.current = commands
  const said = JSON.stringify(commands.map(({ run, ...words }) => words))
  useEffect(() => {
    const owner = Symbol('commands')
    const offered = (JSON.parse(said) as Omit<Command, 'run'>[]).map((words) => ({
      ...words,
      run: () => latest.current.find(({ id }) => id === words.id)?.run(),
    }))
    store.setState(({ byOwner }) => ({ byOwner: new Map(byOwner).set(owner, offered) }))
    return () =>
      store.setState(({ byOwner }) => {
        const rest = new Map(byOwner)
        rest.delete(owner)
        return { byOwner: rest }
      })
  }, [store, said])
}

/** All that is offered now; what was mounted last wins where two want the same keys. */
export function allCommands(state: { byOwner: ReadonlyMap<symbol, readonly Command[]> }): Command[] {
  return [...state.byOwner.values()].flat()
}

const sequenceMs = 1200

function useKeys(store: Commands): void {
  useEffect(() => {
    let before = ''
    let at = 0
    function onKeyDown(event: globalThis.KeyboardEvent): void {
      const pressed = isMeant(event) ? keyOf(event) : ''
      if (pressed === '') return
      const inTime = before !== '' && event.timeStamp - at < sequenceMs
      const command = (inTime && withKeys(store, `${before} ${pressed}`)) || withKeys(store, pressed)
      before = command ? '' : pressed
      at = event.timeStamp
      if (!command) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [store])
}

function withKeys(store: Commands, keys: string): Command | undefined {
  return allCommands(store.getState()).findLast((command) => command.keys === keys)
}

/** In a text one types; in an open dialog the page below is not meant. */
function isMeant(event: globalThis.KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  if (event.metaKey || event.ctrlKey) return true
  return !isTyping(event.target) && !document.querySelector('[aria-modal="true"]')
}

function keyOf(event: globalThis.KeyboardEvent): string {
  const { key, metaKey, ctrlKey, altKey } = event
  if (altKey || key.length > 1) return metaKey || ctrlKey ? `mod+${key.toLowerCase()}` : ''
  return metaKey || ctrlKey ? `mod+${key.toLowerCase()}` : key
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Keys as a person reads them on this machine: `⌘K`, `Ctrl K`, `g then t`. */
export function keysInWords(keys: string, mac: boolean): string {
  if (keys.startsWith('mod+')) return `${mac ? '⌘' : 'Ctrl '}${keyInWords(keys.slice(4))}`
  return keys.split(' ').join(' then ')
}

/** `K`, `Enter`. */
function keyInWords(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}

export const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent)
