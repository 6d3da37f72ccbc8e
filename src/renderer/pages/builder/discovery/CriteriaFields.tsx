import { NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { criteriaProblems, platforms } from '../../../lib/discovery/words.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { FollowersField } from './FollowersField.tsx'
import { NeverTake } from './NeverTake.tsx'
import { Languages, Locations } from './OptionTags.tsx'
import { useDiscovery } from './use-discovery.ts'

/** Whom to look for. What is left empty does not matter. */
export function CriteriaFields() {
  const { campaign, hasEnded } = useBuilder()
  const { discovery, editCriteria } = useDiscovery()
  const { criteria } = discovery
  const problems = criteriaProblems(criteria)
  const followers = criteria.platform === 'youtube' ? 'Subscribers' : 'Followers'
  // Also what came as one, e.g. by a program that fills in forms.
  const words = (next: string[]) =>
    [...new Set(next.flatMap((word) => word.split(',')).map((word) => word.trim().slice(0, 60)))].filter(Boolean)
  return (
    <section aria-label="Whom it looks for" className="bd-discovery-part">
      <div className="bd-discovery-row bd-discovery-first">
        <NativeSelect
          label="Platform"
          data={platforms.map(({ value, label }) => ({ value, label }))}
          value={criteria.platform}
          disabled={hasEnded}
          onChange={(event) => {
            const platform = platforms.find(({ value }) => value === event.currentTarget.value)?.value
            if (platform) editCriteria({ platform })
          }}
        />
        <TextInput
          label="Niche, in your words"
          placeholder="e.g. home barista"
          maxLength={150}
          readOnly={hasEnded}
          value={criteria.niche}
          error={problems.niche}
          onChange={(event) => editCriteria({ niche: event.currentTarget.value })}
        />
      </div>
      <div className="bd-discovery-row">
        <FollowersField
          label={`${followers} from`}
          value={criteria.followersMin}
          readOnly={hasEnded}
          onChange={(followersMin) => editCriteria({ followersMin })}
        />
        <FollowersField
          label={`${followers} to`}
          value={criteria.followersMax}
          error={problems.followersMax}
          readOnly={hasEnded}
          onChange={(followersMax) => editCriteria({ followersMax })}
        />
        <NumberInput
          label="Engagement, at least"
          placeholder="any"
          suffix=" %"
          min={0}
          max={100}
          decimalScale={1}
          hideControls
          allowNegative={false}
          clampBehavior="strict"
          readOnly={hasEnded}
          value={criteria.engagementMinPercent ?? ''}
          onChange={(value) => editCriteria({ engagementMinPercent: value === '' ? null : Number(value) })}
        />
      </div>
      <div className="bd-discovery-row">
        <Locations
          testMode={campaign.testMode}
          platform={criteria.platform}
          value={criteria.locations}
          readOnly={hasEnded}
          onChange={(locations) => editCriteria({ locations })}
        />
        <Languages
          testMode={campaign.testMode}
          platform={criteria.platform}
          value={criteria.languages}
          readOnly={hasEnded}
          onChange={(languages) => editCriteria({ languages })}
        />
      </div>
      <div className="bd-discovery-row">
        <TagsInput
          label="Any of these words"
          placeholder={criteria.keywords.length === 0 ? 'Enter after each' : ''}
          maxTags={50}
          maxLength={60}
          readOnly={hasEnded}
          value={criteria.keywords}
          onChange={(next) => editCriteria({ keywords: words(next) })}
        />
        <TagsInput
          label="None of these words"
          placeholder={criteria.excludeKeywords.length === 0 ? 'Enter after each' : ''}
          maxTags={50}
          maxLength={60}
          readOnly={hasEnded}
          value={criteria.excludeKeywords}
          onChange={(next) => editCriteria({ excludeKeywords: words(next) })}
        />
      </div>
      <p className="small muted">Words are looked for in what they say of themselves.</p>
      <NeverTake />
    </section>
  )
}
