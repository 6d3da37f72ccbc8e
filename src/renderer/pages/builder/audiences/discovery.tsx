import { firstDiscovery, whomInBrief } from '../../../lib/discovery/words.ts'
import { counted } from '../../../lib/words/counts.ts'
import { DiscoveryForm } from '../discovery/DiscoveryForm.tsx'
import { PreviewPane } from '../discovery/PreviewPane.tsx'
import { DiscoveryFigures } from '../review/DiscoveryFigures.tsx'
import { DiscoveryQuestion } from '../review/DiscoveryQuestion.tsx'
import { WhatItDoes } from '../review/WhatItDoes.tsx'
import { PlanWords } from '../schedule/PlanWords.tsx'
import { RunPlan } from '../schedule/RunPlan.tsx'
import { creatorsOf } from '../sequence/use-people.ts'
import type { BuilderAudience } from './audience.ts'

/** New people every day: whom it looks for is known before it is activated, who they are is not. */
export const discovery: BuilderAudience = {
  means: 'Each day it looks for people it never wrote to, finds their addresses, and writes to them the same day.',
  stays: 'It was begun with new people, and goes on so.',
  beginning: (campaign) => ({ discovery: campaign.discovery ?? firstDiscovery() }),
  Form: () => (
    <div className="bd-discovery">
      <DiscoveryForm />
      <PreviewPane />
    </div>
  ),
  // What it looks for says more than how many it has found.
  inBrief: ({ discovery, testMode }, people) =>
    discovery ? `${testMode ? 'Test: ' : ''}${whomInBrief(discovery.criteria)}` : counted(people, 'person', 'people'),
  moreVariables: {
    label: 'About the creator',
    fields: [
      { name: 'handle', words: 'Handle' },
      { name: 'platform', words: 'Platform' },
      { name: 'followers', words: 'Followers' },
      { name: 'profileUrl', words: 'Address of the profile' },
    ],
  },
  WhatComes: ({ plan }) => (
    <>
      <RunPlan />
      {plan && plan.messages > 0 && <PlanWords plan={plan} />}
    </>
  ),
  Figures: DiscoveryFigures,
  WhatItDoes,
  nothingPlanned: 'People are found on the day itself. As soon as they are, their messages stand here by the hour.',
  // Nobody is in it before a day began: whoever the last look found stands for them, or a sample.
  standIns: (last) =>
    last
      ? {
          creators: creatorsOf(last).map(({ creator }) => creator),
          note: 'To the people of your last look. Their addresses are not known yet; those above are made up.',
        }
      : {
          creators: [null],
          note: 'A sample: nobody is in it yet. Look for the first ten in the audience step, and they stand here.',
        },
  Question: DiscoveryQuestion,
}
