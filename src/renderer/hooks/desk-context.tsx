import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { type Reading, usesTwelveHours } from '../lib/time/dates.ts'
import type { Desk } from '../stores/desk.ts'

const DeskContext = createContext<Desk | null>(null)
const ClockContext = createContext<{ now: number; reading: Reading }>({ now: 0, reading: { zone: 'UTC', hour12: false } })

/** Often enough that "today" and "tomorrow" never lie for long. */
const clockTickMs = 15_000

/** Gives the page its stores, and the time as this person reads it: the engine's, in the workspace's zone. */
export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  const workspace = useStore(desk.workspace.store, (state) => state.value)
  const { offsetMs } = useStore(desk.clock.store)
  const [machine, setMachine] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setMachine(Date.now()), clockTickMs)
    return () => clearInterval(timer)
  }, [])
  const zone = workspace?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const clock = useMemo(
    // A new offset is heard between two ticks: it is added to the machine's time of now, not of the last tick.
    () => ({ now: Math.max(machine, Date.now()) + offsetMs, reading: { zone, hour12: usesTwelveHours(navigator.language) } }),
    [machine, offsetMs, zone],
  )
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

/** The time that counts and how this person reads times. `now`: UTC milliseconds, a few seconds old at most. */
export function useClock(): { now: number; reading: Reading } {
  return useContext(ClockContext)
}
