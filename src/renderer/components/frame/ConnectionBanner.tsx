import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useDesk } from '../../hooks/desk-context.tsx'
import { Icon } from '../Icon.tsx'

/** A hiccup shorter than this is not worth a word. */
const graceMs = 800

/** Says that what is shown may be old, while it may be. */
export function ConnectionBanner() {
  const desk = useDesk()
  const { state, problem } = useStore(desk.connection.store)
  const everSeen = useStore(desk.campaigns.store, (list) => list.loaded)
  const [late, setLate] = useState(false)
  const lost = state === 'reconnecting' && everSeen
  useEffect(() => {
    if (!lost) {
      setLate(false)
      return
    }
    const timer = setTimeout(() => setLate(true), graceMs)
    return () => clearTimeout(timer)
  }, [lost])
  if (!lost || !late) return null
  return (
    <div className="banner" role="status" data-testid="connection-lost">
      <Icon name="alert" className="hue-waiting" />
      <span>
        Connection lost. What you see may be out of date.{' '}
        <span className="muted">{problem?.code === 'UNREACHABLE' ? 'Trying again by itself.' : problem?.advice}</span>
      </span>
      <Button size="compact-xs" variant="default" ml="auto" onClick={() => desk.connection.retryNow()}>
        Try now
      </Button>
    </div>
  )
}
