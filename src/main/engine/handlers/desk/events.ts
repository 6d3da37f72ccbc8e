import { withEventMeta } from '@orpc/server'
import type { StreamEvent } from '../../../../shared/events.ts'
import type { EngineContext } from '../../context.ts'
import { eventsSince, newestSeq } from '../../db/core/events.ts'
import { os } from '../base.ts'

const batch = 500
/** A client that is further behind reads everything anew instead. */
const furthest = 10_000

/**
 * The event stream. The table is the stream: whatever is newer than what the client has is read from it, in order, and
 * the bus only says that it is time to look. So there is no seam between what was missed and what is live, nothing is
 * said twice or left out, and a slow client holds no buffer here.
 */
export const events = {
  stream: os.events.stream.handler(({ input, context, signal, lastEventId }) => follow(context, later(input.after, lastEventId), signal)),
}

/** A browser that reconnects repeats the address it began with, old `after` included, and adds what it heard last. */
function later(after: number | undefined, lastEventId: string | undefined): number | undefined {
  const heard = asSeq(lastEventId)
  return after !== undefined && heard !== undefined ? Math.max(after, heard) : (after ?? heard)
}

async function* follow(
  context: EngineContext,
  after: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<StreamEvent, void> {
  const { db, bus } = context
  const news = createNews(signal)
  const unsubscribe = bus.subscribe((event) => news.tell(event))
  try {
    let last = after ?? newestSeq(db)
    for (;;) {
      const newest = newestSeq(db)
      // Further than the newest: it followed another life of this workspace, before a restore.
      if (last > newest || newest - last > furthest) {
        last = newest
        yield numbered({ type: 'resync', seq: newest })
      }
      for (let rows = eventsSince(db, last, batch); rows.length > 0; rows = eventsSince(db, last, batch)) {
        for (const event of rows) {
          yield numbered(event)
          last = event.seq
        }
        if (newestSeq(db) - last > furthest) break
      }
      for (const progress of news.takeProgress()) yield numbered({ ...progress, seq: last })
      if (!(await news.come(() => newestSeq(db) > last))) return
    }
  } finally {
    unsubscribe()
  }
}

/** Wakes the stream, and keeps the latest progress of each import until it is said. */
function createNews(signal: AbortSignal | undefined) {
  const progress = new Map<number, Extract<StreamEvent, { type: 'progress' }>>()
  let wake: (() => void) | null = null
  signal?.addEventListener('abort', () => wake?.(), { once: true })
  return {
    tell(event: StreamEvent): void {
      if (event.type === 'progress') progress.set(event.import.id, event)
      wake?.()
    },
    takeProgress() {
      const taken = [...progress.values()]
      progress.clear()
      return taken
    },
    /** Waits for something new. False: the client is gone. */
    async come(isBehind: () => boolean): Promise<boolean> {
      if (signal?.aborted) return false
      if (progress.size > 0 || isBehind()) return true
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      wake = null
      return !signal?.aborted
    },
  }
}

/** With its number as the id that a client sends back as Last-Event-ID. */
function numbered(event: StreamEvent): StreamEvent {
  return withEventMeta(event, { id: String(event.seq) })
}

/** Ids that are not ours are ignored. */
function asSeq(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined
}
