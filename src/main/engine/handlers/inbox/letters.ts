import type { Db } from '../../db/core/open.ts'
import { type IncomingMessageRow, incomingMessages } from '../../db/inbox/inbox-messages.ts'
import { safeHtml, saysMoreThanText } from '../../rules/incoming/safe-html.ts'
import { inTurns } from '../../views/forecast/turns.ts'

export interface ShownHtml {
  /** Sanitised; null where the text says it all. */
  html: string | null
  remotePictures: number
}

const nothing: ShownHtml = { html: null, remotePictures: 0 }
/** Characters that are kept of all letters, as they came. */
const mostKept = 20_000_000

interface Kept {
  letters: Map<number, { source: string; shown: ShownHtml }>
  size: number
}

const kept = new WeakMap<Db, Kept>()

/**
 * Makes the letters of a conversation ready to be shown, in turns: each may cost a tenth of a second, and a long
 * conversation has many. What was made ready is kept.
 */
export function readyLetters(db: Db, enrollmentId: number): Promise<void> {
  return inTurns(
    (function* () {
      for (const row of incomingMessages(db, enrollmentId)) {
        shownHtml(db, row)
        yield
      }
    })(),
  )
}

/** Of a report the text says it all; of a letter too, unless its HTML shows more. */
export function shownHtml(db: Db, row: Pick<IncomingMessageRow, 'id' | 'class' | 'html'>): ShownHtml {
  if (row.html === '' || row.class === 'bounce' || row.class === 'delay') return nothing
  const all = kept.get(db) ?? { letters: new Map(), size: 0 }
  kept.set(db, all)
  const known = all.letters.get(row.id)
  // An id may be given out again once its campaign was deleted: it is the same letter only where its words are.
  if (known?.source === row.html) return known.shown
  const shown = clean(row.html)
  if (known) all.size -= known.source.length
  all.letters.delete(row.id)
  all.letters.set(row.id, { source: row.html, shown })
  all.size += row.html.length
  for (const [id, { source }] of all.letters) {
    if (all.size <= mostKept) break
    all.letters.delete(id)
    all.size -= source.length
  }
  return shown
}

function clean(source: string): ShownHtml {
  const safe = safeHtml(source)
  return saysMoreThanText(source, safe) ? { html: safe.html, remotePictures: new Set(safe.remote).size } : nothing
}
