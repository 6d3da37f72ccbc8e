import type { Review } from '../../../../shared/schemas/campaigns.ts'
import { daysInWords } from '../../../lib/campaigns/schedule.ts'
import { whomInBrief } from '../../../lib/discovery/words.ts'
import { counted } from '../../../lib/words/counts.ts'
import type { DraftSnapshot } from './draft.ts'

export const builderSteps = ['audience', 'sequence', 'schedule', 'review'] as const
export type BuilderStep = (typeof builderSteps)[number]

export const stepTitles: Record<BuilderStep, string> = {
  audience: 'Audience',
  sequence: 'Sequence',
  schedule: 'Schedule',
  review: 'Review',
}

type ItemCode = Review['items'][number]['code']

/** Where each thing that the review finds is put right, and what it is called in a word. */
export const itemPlaces: Record<
  ItemCode,
  { step: Exclude<BuilderStep, 'review'>; word: string; link: { href: string; label: string } | null }
> = {
  no_recipients: { step: 'audience', word: 'Nobody yet', link: null },
  no_criteria: { step: 'audience', word: 'Whom to look for', link: null },
  no_provider: { step: 'audience', word: 'Not connected', link: { href: '/providers', label: 'Connect it' } },
  provider_problem: { step: 'audience', word: 'Provider', link: { href: '/providers', label: 'Open providers' } },
  test_mode: { step: 'audience', word: 'Test mode', link: null },
  no_steps: { step: 'sequence', word: 'No step yet', link: null },
  template_error: { step: 'sequence', word: 'Text to correct', link: null },
  missing_variables: { step: 'sequence', word: 'Gaps', link: null },
  no_mailbox: { step: 'schedule', word: 'No mailbox', link: null },
  mailbox_paused: { step: 'schedule', word: 'Mailbox paused', link: { href: '/mailboxes', label: 'Open mailboxes' } },
  mailbox_untested: { step: 'schedule', word: 'Mailbox untested', link: { href: '/mailboxes', label: 'Test it' } },
  no_gap: { step: 'schedule', word: 'No gap', link: { href: '/mailboxes', label: 'Set a gap' } },
  no_postal_address: { step: 'schedule', word: 'No address', link: { href: '/settings', label: 'Enter the address' } },
  empty_window: { step: 'schedule', word: 'No time', link: null },
  sends_today_exceed_credits: { step: 'schedule', word: 'Credits', link: { href: '/credits', label: 'Open credits' } },
}

export interface StepState {
  /** `open`: something is missing; `unknown`: the review is not read yet. */
  state: 'complete' | 'open' | 'unknown'
  word: string
}

/** How far a step is: what the engine's review says of it, in a word. */
export function stepState(step: BuilderStep, review: Review | null, { campaign, steps }: DraftSnapshot): StepState {
  if (!review) return { state: 'unknown', word: '' }
  const blockers = review.items.filter((item) => item.level === 'blocker')
  if (step === 'review') {
    if (campaign.status !== 'draft') return { state: 'complete', word: 'Activated' }
    return review.ready ? { state: 'complete', word: 'Ready' } : { state: 'open', word: counted(blockers.length, 'thing', 'things') }
  }
  const blocker = blockers.find((item) => itemPlaces[item.code].step === step)
  if (blocker) return { state: 'open', word: itemPlaces[blocker.code].word }
  if (step === 'audience') {
    // What it looks for says more than how many it has found.
    if (campaign.discovery && campaign.audience === 'discovery') {
      return { state: 'complete', word: `${campaign.testMode ? 'Test: ' : ''}${whomInBrief(campaign.discovery.criteria)}` }
    }
    return { state: 'complete', word: counted(review.recipients, 'person', 'people') }
  }
  if (step === 'sequence') return { state: 'complete', word: counted(steps.length, 'message', 'messages') }
  return { state: 'complete', word: daysInWords(campaign.schedule.days) }
}
