import { EventPublisher } from '@orpc/server'
import type { HostSignal } from '../../shared/schemas/host.ts'

/** What the host says to open pages. */
export interface Signals {
  /** A place to open that nobody heard (the window is only being made) waits for the next page that listens. */
  say(signal: HostSignal): void
  /** What is said from now on, beginning with `hello`; ends with `signal`. */
  listen(signal: AbortSignal | undefined): AsyncGenerator<HostSignal, void>
}

export function createSignals(): Signals {
  const publisher = new EventPublisher<{ said: HostSignal }>()
  let unheard: HostSignal | null = null

  return {
    say(signal) {
      if (publisher.size > 0) publisher.publish('said', signal)
      else if (signal.type === 'open') unheard = signal
    },
    async *listen(signal) {
      if (signal?.aborted) return
      const said: HostSignal[] = []
      let wake: () => void = () => {}
      const end = publisher.subscribe('said', (it) => {
        said.push(it)
        wake()
      })
      const stop = () => wake()
      signal?.addEventListener('abort', stop, { once: true })
      try {
        yield { type: 'hello' }
        if (unheard) {
          const waited = unheard
          unheard = null
          yield waited
        }
        while (!signal?.aborted) {
          const next = said.shift()
          if (next) yield next
          else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        end()
        signal?.removeEventListener('abort', stop)
      }
    },
  }
}
