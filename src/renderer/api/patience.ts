import type { ClientContext, ClientLink } from '@orpc/client'

/** They are meant to stay open, and are watched over by who follows them. */
const streams = ['events.stream', 'host.signals']

/** Long enough for any answer of a healthy engine. */
const patienceMs = 60_000

/**
 * Ends calls that never get an answer (an engine that hangs, a line that died while the machine slept), so that
 * whoever waits for them can go on. Streams are left alone.
 */
export function withPatience<T extends ClientContext>(link: ClientLink<T>, limitMs = patienceMs): ClientLink<T> {
  return {
    call(path, input, options) {
      if (streams.includes(path.join('.'))) return link.call(path, input, options)
      const limit = AbortSignal.timeout(limitMs)
      const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit
      const givenUp = new Promise<never>((_, reject) =>
        limit.addEventListener('abort', () => reject(new Error('no answer')), { once: true }),
      )
      return Promise.race([link.call(path, input, { ...options, signal }), givenUp])
    },
  }
}
