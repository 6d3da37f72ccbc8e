import { Button } from '@mantine/core'
import type { ComponentType } from 'react'
import { Link } from 'wouter'
import type { Audience } from '../../../../shared/schemas/campaigns.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { audiences } from '../../../lib/audiences/index.ts'
import { chainInWords, paceInWords, whomInWords } from '../../../lib/discovery/words.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { Setting } from './Setting.tsx'

interface Props {
  campaign: CampaignRow
  ended: boolean
}

const parts: Readonly<Record<Audience, ComponentType<Props>>> = { list: ChosenPeople, discovery: LooksFor }

/** How the audience of the campaign is set. */
export function WhoEnters(props: Props) {
  const Part = parts[props.campaign.audience]
  return <Part {...props} />
}

function ChosenPeople({ campaign: { audience } }: Props) {
  return <Setting title="Who enters">{audiences[audience].word}: the people you choose</Setting>
}

/** Whom a recurring campaign looks for, how many, and who is asked for their addresses. */
function LooksFor({ campaign: { id, testMode, discovery }, ended }: Props) {
  const { place } = useDesk()
  if (!discovery) return null
  const invented = testMode || place === 'sandbox'
  return (
    <>
      <Setting title="Whom it looks for">
        <span>{whomInWords(discovery.criteria)}</span>{' '}
        {!ended && (
          <Button
            size="compact-xs"
            variant="default"
            component={Link}
            href={`/campaigns/${id}/build/audience`}
            aria-label="Edit whom it looks for"
          >
            Edit
          </Button>
        )}
      </Setting>
      <Setting title="How many">{paceInWords(discovery)}</Setting>
      <Setting title="Addresses from">
        {invented ? 'Nobody: they are invented, for about three in four' : chainInWords(discovery.enrichment)}
      </Setting>
      <Setting title="Credits of a day">
        {discovery.followUpsFirst ? 'Follow-ups first, new people with what is left' : 'New people first, follow-ups with what is left'}
        {discovery.share > 1 && `; its share among recurring campaigns counts ${discovery.share} times`}
      </Setting>
    </>
  )
}
