import { useCallback, useEffect, useRef, useState } from 'react'

const saveMs = 600

export interface AnswerDraft {
  body: string
  type(body: string): void
  /**
   * Hands the words over. Meanwhile, and once it is done, nothing of them is kept as a draft any more: it would lie there
   * to be sent a second time. What was typed since stays.
   */
  handOver(send: (body: string) => Promise<void>): Promise<void>
}

/**
 * An unfinished answer, kept a moment after each pause in typing, and when its conversation is left.
 * @param kept what is kept of it now; it may change from elsewhere
 * @param keep keeps it; failures are passed over and tried again with the next change
 */
export function useAnswerDraft(kept: string, keep: (body: string) => Promise<unknown>): AnswerDraft {
  const [body, setBody] = useState(kept)
  const state = useRef({ body: kept, kept, leaving: false, timer: undefined as ReturnType<typeof setTimeout> | undefined, keep })
  /** What was kept from here: it is heard of again a little later, when more may have been typed. */
  const echoes = useRef(new Set<string>())
  const underWay = useRef<Promise<unknown>>(Promise.resolve())
  state.current.keep = keep

  const show = useCallback((words: string) => {
    state.current.body = words
    setBody(words)
  }, [])
  const save = useCallback(() => {
    const now = state.current
    clearTimeout(now.timer)
    if (now.leaving || now.body === now.kept) return
    const before = now.kept
    const saving = now.body
    now.kept = saving
    echoes.current.add(saving)
    underWay.current = now.keep(saving).catch(() => {
      if (now.kept === saving) now.kept = before
    })
  }, [])
  const later = useCallback(() => {
    clearTimeout(state.current.timer)
    state.current.timer = setTimeout(save, saveMs)
  }, [save])

  // Taken back here, or sent or begun in another window: whoever typed nothing of their own here sees that.
  useEffect(() => {
    const now = state.current
    if (kept === now.kept || echoes.current.has(kept)) return
    const own = now.body !== now.kept && now.body !== ''
    now.kept = kept
    if (!own && !now.leaving) show(kept)
  }, [kept, show])
  useEffect(() => save, [save])

  return {
    body,
    type(words) {
      show(words)
      later()
    },
    async handOver(send) {
      const now = state.current
      const words = now.body
      clearTimeout(now.timer)
      now.leaving = true
      try {
        // A save that is still under way must not come after it.
        await underWay.current
        await send(words)
        now.kept = ''
        echoes.current.clear()
        if (now.body === words) show('')
      } finally {
        now.leaving = false
        if (now.body !== now.kept) later()
      }
    },
  }
}
