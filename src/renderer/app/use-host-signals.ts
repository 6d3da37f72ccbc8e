import { useEffect } from 'react'
import type { HostSignal } from '../../shared/schemas/host.ts'
import { useDesk } from '../hooks/desk-context.tsx'
import { goTo } from '../lib/browser/place.ts'
import { reconnectDelay } from '../lib/live/backoff.ts'
import { browserTimers } from '../lib/live/coalesce.ts'
import type { Desk } from '../stores/desk.ts'

/** Goes where the host says: a notification was clicked, a link was followed. */
export function useHostSignals(): void {
  const desk = useDesk()
  useEffect(() => {
    const controller = new AbortController()
    void followHost(desk, controller.signal)
    return () => controller.abort()
  }, [desk])
}

async function followHost(desk: Desk, signal: AbortSignal): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      for await (const said of await desk.client.host.signals(undefined, { signal })) {
        failures = 0
        hear(desk, said)
      }
    } catch {
      // It is asked for again; that the engine cannot be reached is said by the banner.
    }
    await new Promise<void>((resolve) => browserTimers.after(reconnectDelay(failures, Math.random()), resolve))
  }
}

function hear(desk: Desk, said: HostSignal): void {
  if (said.type === 'open') goTo('workspace', said.path)
  if (said.type === 'update') desk.host.touch()
}
