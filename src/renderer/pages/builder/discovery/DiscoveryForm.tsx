import { Switch } from '@mantine/core'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { criteriaProblems } from '../../../lib/discovery/words.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { settingsKey } from '../draft/draft.ts'
import { Chain } from './Chain.tsx'
import { CriteriaFields } from './CriteriaFields.tsx'
import { DayFields } from './DayFields.tsx'
import { useDiscovery } from './use-discovery.ts'

/** Whom to look for, how many a day, and who gives their addresses. */
export function DiscoveryForm() {
  const { campaign, draft, saving, isDraft } = useBuilder()
  const { discovery } = useDiscovery()
  const refused = saving.refused.get(settingsKey)
  // What a field says itself is not said twice.
  const unsaid = refused && Object.keys(criteriaProblems(discovery.criteria)).length === 0
  return (
    <section className="panel bd-discovery-form" aria-label="New people every day">
      {unsaid && <ProblemNote problem={{ ...refused, message: `Not saved: ${refused.message}` }} />}
      <CriteriaFields />
      <DayFields />
      <Chain />
      {isDraft && (
        <section aria-label="Test mode" className="bd-discovery-part">
          <Switch
            label="Try it without anything leaving"
            description="Test mode: invented people, no messages sent, no credits. Once the campaign is activated, this cannot be changed."
            checked={campaign.testMode}
            onChange={(event) => draft.editSettings({ testMode: event.currentTarget.checked })}
          />
        </section>
      )}
    </section>
  )
}
