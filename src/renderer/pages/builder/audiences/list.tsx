import { counted } from '../../../lib/words/counts.ts'
import { AddPeople } from '../audience/AddPeople.tsx'
import { PeopleIn } from '../audience/PeopleIn.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { ListFigures } from '../review/ListFigures.tsx'
import { ListQuestion } from '../review/ListQuestion.tsx'
import { PlanWords } from '../schedule/PlanWords.tsx'
import type { BuilderAudience } from './audience.ts'

/** People whom somebody chose: who they are, and which message leaves when, is known before it is activated. */
export const list: BuilderAudience = {
  means: 'Contacts that you pick or import get the messages once.',
  stays: 'Take them out first to look for new people instead.',
  beginning: () => ({ testMode: false }),
  Form: ChosenPeople,
  inBrief: (_campaign, people) => counted(people, 'person', 'people'),
  moreVariables: null,
  WhatComes: ({ plan }) => plan && <PlanWords plan={plan} />,
  Figures: ListFigures,
  WhatItDoes: null,
  nothingPlanned: 'As soon as there are people, a message and a mailbox, the plan stands here.',
  standIns: null,
  Question: ListQuestion,
}

function ChosenPeople() {
  const { hasEnded } = useBuilder()
  return (
    <div className={hasEnded ? 'bd-audience bd-audience-ended' : 'bd-audience'}>
      {!hasEnded && <AddPeople />}
      <PeopleIn />
    </div>
  )
}
