import { SegmentedControl } from '@mantine/core'
import type { Audience } from '../../../../shared/schemas/campaigns.ts'
import { Icon } from '../../../components/Icon.tsx'
import { audiences } from '../../../lib/audiences/index.ts'
import { counted } from '../../../lib/words/counts.ts'
import { builderAudiences } from '../audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'

/** Who enters: chosen by hand, or found every day. Decided while the campaign is a draft with nobody in it. */
export function AudienceKind() {
  const { base, campaign, draft, isDraft, review } = useBuilder()
  const { icon, title, findsPeople } = audiences[campaign.audience]
  const { means, stays } = builderAudiences[campaign.audience]
  // The review counts who is in it, but of a campaign that finds its people who may come today.
  const people = !findsPeople && review.value ? review.value.recipients : base.campaign.stats.recipients
  const fixed = !isDraft || people > 0
  const why = isDraft
    ? `${counted(people, 'person is', 'people are')} in it. ${stays}`
    : 'It was activated: who enters stays as it is. Duplicate it to begin another.'
  const choose = (audience: Audience) => draft.editSettings({ audience, ...builderAudiences[audience].beginning(campaign) })
  return (
    <div className="bd-audience-kind">
      {fixed ? (
        <p className="badge bd-kind-fixed">
          <Icon name={icon} className="hue-quiet" />
          <strong>{title}</strong>
        </p>
      ) : (
        <SegmentedControl
          size="sm"
          aria-label="Who gets it"
          data={Object.values(audiences).map(({ kind, title }) => ({ value: kind, label: title }))}
          value={campaign.audience}
          onChange={(value) => choose(value as Audience)}
        />
      )}
      <p className="muted" role="status">
        {fixed ? why : means}
      </p>
    </div>
  )
}
