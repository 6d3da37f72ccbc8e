import type { StreamEvent } from '../../../../shared/events.ts'

export type Listener = (event: StreamEvent) => void

/** Hands events to whoever listens now. What was missed is read from the events table. */
export interface Bus {
  publish(event: StreamEvent): void
  subscribe(listener: Listener): () => void
}

export function createBus(onListenerError: (error: unknown) => void): Bus {
  const listeners = new Set<Listener>()
  return {
    publish(event) {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
