import type { ComponentType } from 'react'
import type { Review } from '../../../../shared/schemas/campaigns.ts'
import type { PreviewCreator } from '../../../../shared/schemas/discovery.ts'
import type { Plan } from '../../../../shared/schemas/plan.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import type { LastPreview } from '../discovery/last-preview.ts'
import type { Settings } from '../draft/draft.ts'

/** Something that can be filled into a message: its name in a template, and what it is called. */
export interface Variable {
  name: string
  words: string
}

export interface FiguresProps {
  review: Review
  /** Null: not made yet. */
  plan: Plan | null
}

export interface QuestionProps extends FiguresProps {
  onClose(): void
}

/** What the builder shows and asks of a campaign by its audience, in the order of its steps. */
export interface BuilderAudience {
  /** What the choice means, below it. */
  means: string
  /** Why a draft stays with it; follows how many people are in it. */
  stays: string
  /** What is set besides where a draft gets this audience. */
  beginning(campaign: CampaignRow): Partial<Settings>
  /** The audience step below the choice. */
  Form: ComponentType
  /** The audience step in a few words; `people` as the review counts them. */
  inBrief(campaign: CampaignRow, people: number): string
  /** What else is known of its people, under a label of its own; null: nothing. */
  moreVariables: { label: string; fields: readonly Variable[] } | null
  /** What comes of the schedule. */
  WhatComes: ComponentType<{ plan: Plan | null }>
  /** The numbers of the review. */
  Figures: ComponentType<FiguresProps>
  /** Says what it does, where no list of people does so beforehand; null: the plan says it. */
  WhatItDoes: ComponentType | null
  /** Why a plan is empty. */
  nothingPlanned: string
  /** Who stands for its people while nobody is in it, and a note about them; a null creator is a sample. Null: nobody does. */
  standIns: ((last: LastPreview | null) => { creators: (PreviewCreator | null)[]; note: string }) | null
  /** What is asked before it is activated. */
  Question: ComponentType<QuestionProps>
}
