import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { Review } from '../../../../shared/schemas/campaigns.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { type LiveValue, useLiveValue } from '../../../hooks/use-live.ts'
import { type AutosaveState, GivenUp } from '../../../lib/forms/autosave.ts'
import { keepingPlace } from '../../../lib/forms/kept-text.ts'
import { browserTimers } from '../../../lib/live/coalesce.ts'
import { toProblem } from '../../../lib/words/problem.ts'
import { toasts } from '../../../stores/toasts.ts'
import { createDraft, type Draft, type DraftSnapshot, type DraftState, shown } from './draft.ts'
import type { BuilderStep } from './steps.ts'

export interface Builder {
  id: number
  draft: Draft
  /** Of the draft: what the engine has. */
  base: DraftSnapshot
  /** The same with what is typed and not saved. */
  campaign: DraftSnapshot['campaign']
  steps: DraftSnapshot['steps']
  saving: AutosaveState
  /** Drafts are saved while one types; anything else is changed on purpose, after a look at what it does. */
  isDraft: boolean
  /** Completed or cancelled: nothing can be changed. */
  hasEnded: boolean
  review: LiveValue<Review>
  go(step: BuilderStep): void
  /** Says a failure of something asked for, at the edge of the screen. */
  attempt(what: string, work: Promise<unknown>): Promise<boolean>
}

const BuilderContext = createContext<Builder | null>(null)

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext)
  if (!builder) throw new Error('useBuilder is called outside the builder')
  return builder
}

/** One draft for the life of the page; what is not saved when it goes is saved, and kept until it is. */
export function useDraft(id: number): { draft: Draft; state: DraftState; saving: AutosaveState } {
  const desk = useDesk()
  const draft = useMemo(
    () => createDraft(desk.client, id, browserTimers, keepingPlace(storage(), `${desk.place} ${id}`)),
    [desk.client, desk.place, id],
  )
  useEffect(() => {
    draft.touch()
    const unfollow = desk.follow({
      touch: (event) => event.campaignId === id && /^campaign\./.test(event.type) && draft.touch(),
      resync: () => {
        draft.touch()
        if (draft.autosave.store.getState().phase === 'failed') draft.autosave.resume()
      },
    })
    const leave = () => {
      draft.keepText()
      void draft.autosave.flush()
    }
    const onVisibility = () => document.visibilityState === 'hidden' && leave()
    document.addEventListener('visibilitychange', onVisibility)
    window.addEventListener('pagehide', leave)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      window.removeEventListener('pagehide', leave)
      unfollow()
      // The page goes; the save that is on its way, and what forgets the kept text after it, go on.
      leave()
      void draft.autosave.flush().finally(draft.stop)
    }
  }, [desk, draft, id])
  return { draft, state: useStore(draft.store), saving: useStore(draft.autosave.store) }
}

interface ProviderProps {
  id: number
  draft: Draft
  base: DraftSnapshot
  saving: AutosaveState
  children: ReactNode
}

export function BuilderProvider({ id, draft, base, saving, children }: ProviderProps) {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { campaign, steps } = useMemo(() => shown(base, saving.unsaved), [base, saving.unsaved])
  const review = useLiveValue(
    `review ${id}`,
    () => desk.client.campaigns.review({ id }),
    (event) => event.campaignId === id || /^(mailbox|workspace|provider)\./.test(event.type),
  )
  const builder: Builder = {
    id,
    draft,
    base,
    campaign,
    steps,
    saving,
    isDraft: base.campaign.status === 'draft',
    hasEnded: base.campaign.status === 'completed' || base.campaign.status === 'cancelled',
    review,
    go: (step) => navigate(`/campaigns/${id}/build/${step}`),
    attempt: (what, work) =>
      work.then(
        () => true,
        (error: unknown) => {
          sayFailure(what, error, toasts.say)
          return false
        },
      ),
  }
  return <BuilderContext value={builder}>{children}</BuilderContext>
}

function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

/** Says what could not be done and why; what a person gave up themselves is not said again. */
function sayFailure(what: string, error: unknown, say: typeof toasts.say): void {
  if (error instanceof GivenUp) return
  const { message, advice } = toProblem(error)
  say(`${what} ${message} ${advice}`.trim(), { hue: 'needs', seconds: 12 })
}
