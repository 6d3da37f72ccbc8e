import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { type Reading, usesTwelveHours } from './lib/dates.ts'
import type { Desk } from './stores/desk.ts'

const DeskContext = createContext<Desk | null>(null)
const ClockContext = createContext<{ now: number; reading: Reading }>({ now: 0, reading: { zone: 'UTC', hour12: false } })

/** Often enough that "today" and "tomorrow" never lie for long. */
const clockTickMs = 15_000

/** Gives the page its stores, and the time as this person reads it: in the workspace's zone, by their own clock. */
export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  const workspace = useStore(desk.workspace.store, (state) => state.value)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), clockTickMs)
    return () => clearInterval(timer)
  }, [])
  const zone = workspace?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const clock = useMemo(() => ({ now, reading: { zone, hour12: usesTwelveHours(navigator.language) } }), [now, zone])
  return (
    <DeskContext value={desk}>
      <ClockContext value={clock}>{children}</ClockContext>
    </DeskContext>
  )
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('useDesk is called outside DeskProvider')
  return desk
}

export function useClock(): { now: number; reading: Reading } {
  return useContext(ClockContext)
}
