import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { Campaign } from '../../../shared/schemas/campaigns.ts'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { type Problem, toProblem } from '../../lib/words/problem.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { toasts } from '../../stores/toasts.ts'
import { CancelDialog, DeleteDialog, ResumeDialog } from './CampaignDialogs.tsx'

type Question = 'resume' | 'cancel' | 'delete'

/** The same functions for as long as the page is there. */
export interface CampaignVerbs {
  /** Sends nothing, so it is done at once; a toast takes it back. */
  pause(campaign: CampaignRow): void
  /** Opens the copy in the builder. */
  duplicate(campaign: CampaignRow): void
  ask(question: Question, campaign: CampaignRow): void
}

export interface CampaignActions {
  verbs: CampaignVerbs
  problem: Problem | null
  clear(): void
  /** The question that is open, to be put somewhere into the page. */
  dialog: ReactNode
}

interface Options {
  /** What an action answered with, to be shown before the event of it is heard. */
  onChanged?(changed: Campaign): void
  onDeleted?(): void
}

/** What a person can do with a campaign, wherever it is shown. */
export function useCampaignActions(options: Options = {}): CampaignActions {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { run, problem, clear } = useAction()
  const [asked, setAsked] = useState<{ question: Question; campaign: CampaignRow } | null>(null)
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  // Once it sends again, nothing says that it is paused.
  const paused = useRef<number | null>(null)
  const changed = useCallback(
    (campaign: Campaign) => {
      if (campaign.status !== 'paused' && paused.current !== null) toasts.close(paused.current)
      desk.campaigns.patch(campaign.id, campaign)
      latest.current.onChanged?.(campaign)
    },
    [desk],
  )
  const verbs = useMemo<CampaignVerbs>(
    () => ({
      pause: ({ id, name }) =>
        void run(async () => {
          changed(await desk.client.campaigns.pause({ id }))
          const undo = () => desk.client.campaigns.resume({ id }).then(changed, tellProblem)
          paused.current = toasts.say(`Paused “${short(name)}”`, { seconds: 10, action: { label: 'Undo', run: () => void undo() } })
        }),
      duplicate: ({ id, name }) =>
        void run(async () => {
          const copy = await desk.client.campaigns.duplicate({ id })
          desk.campaigns.touch('all')
          toasts.say(`Copied “${short(name)}” as a draft, without its people`)
          navigate(`/campaigns/${copy.id}/build`)
        }),
      ask: (question, campaign) => setAsked({ question, campaign }),
    }),
    [desk, run, changed, navigate],
  )
  const deleted = ({ name }: CampaignRow) => {
    toasts.say(`Deleted “${short(name)}”`)
    desk.campaigns.touch('all')
    latest.current.onDeleted?.()
  }
  return {
    verbs,
    problem,
    clear,
    dialog: asked && <Question {...asked} onClose={() => setAsked(null)} onDone={changed} onDeleted={deleted} />,
  }
}

interface QuestionProps {
  question: Question
  campaign: CampaignRow
  onClose(): void
  onDone(changed: Campaign): void
  onDeleted(campaign: CampaignRow): void
}

function Question({ question, campaign, onClose, onDone, onDeleted }: QuestionProps) {
  switch (question) {
    case 'resume':
      return <ResumeDialog campaign={campaign} onClose={onClose} onDone={onDone} />
    case 'cancel':
      return <CancelDialog campaign={campaign} onClose={onClose} onDone={onDone} />
    case 'delete':
      return <DeleteDialog campaign={campaign} onClose={onClose} onDone={() => onDeleted(campaign)} />
  }
}

function tellProblem(error: unknown): void {
  const { message, advice } = toProblem(error)
  toasts.say(`${message} ${advice}`.trim(), { hue: 'needs' })
}

const longestName = 60

/** A name for a toast, which is one line. */
function short(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name
}
