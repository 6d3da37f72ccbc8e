import { SegmentedControl } from '@mantine/core'
import type { Audience } from '../../../../shared/schemas/campaigns.ts'
import { Icon } from '../../../components/Icon.tsx'
import { firstDiscovery } from '../../../lib/discovery/words.ts'
import { counted } from '../../../lib/words/counts.ts'
import { useBuilder } from '../draft/builder-context.tsx'

const kinds: { value: Audience; label: string; words: string }[] = [
  { value: 'list', label: 'People you choose', words: 'Contacts that you pick or import get the messages once.' },
  {
    value: 'discovery',
    label: 'New people every day',
    words: 'Each day it looks for people it never wrote to, finds their addresses, and writes to them the same day.',
  },
]

/** Who enters: chosen by hand, or found every day. Decided while the campaign is a draft with nobody in it. */
export function AudienceKind() {
  const { base, campaign, draft, isDraft, review } = useBuilder()
  const kind = kinds.find(({ value }) => value === campaign.audience) ?? kinds[0]
  const chosen = campaign.audience === 'list'
  // The review counts who is in it, but of a campaign that finds its people who may come today.
  const people = chosen && review.value ? review.value.recipients : base.campaign.stats.recipients
  const fixed = !isDraft || people > 0
  const why = isDraft
    ? `${counted(people, 'person is', 'people are')} in it. ${chosen ? 'Take them out first to look for new people instead.' : 'It was begun with new people, and goes on so.'}`
    : 'It was activated: who enters stays as it is. Duplicate it to begin another.'
  const choose = (audience: Audience) =>
    draft.editSettings({
      audience,
      ...(audience === 'discovery' ? { discovery: campaign.discovery ?? firstDiscovery() } : { testMode: false }),
    })
  return (
    <div className="bd-audience-kind">
      {fixed ? (
        <p className="badge bd-kind-fixed">
          <Icon name={campaign.audience === 'list' ? 'people' : 'search'} className="hue-quiet" />
          <strong>{kind?.label}</strong>
        </p>
      ) : (
        <SegmentedControl
          size="sm"
          aria-label="Who gets it"
          data={kinds.map(({ value, label }) => ({ value, label }))}
          value={campaign.audience}
          onChange={(value) => choose(value as Audience)}
        />
      )}
      <p className="muted" role="status">
        {fixed ? why : kind?.words}
      </p>
    </div>
  )
}
