import type { Review } from '../../../shared/schemas/campaigns.ts'
import { daysInWords } from '../../lib/campaigns/schedule.ts'
import { counted } from '../../lib/words/counts.ts'
import { builderAudiences } from './audiences/index.ts'
import type { DraftSnapshot } from './draft/draft.ts'
import { type BuilderStep, itemPlaces } from './draft/steps.ts'

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
  if (step === 'audience') return { state: 'complete', word: builderAudiences[campaign.audience].inBrief(campaign, review.recipients) }
  if (step === 'sequence') return { state: 'complete', word: counted(steps.length, 'message', 'messages') }
  return { state: 'complete', word: daysInWords(campaign.schedule.days) }
}
