import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { CampaignRow } from '../../../stores/campaigns.ts'

/** Nobody is in the campaign: where people come from. */
export function NobodyYet({ campaign: { id, status, discovery } }: { campaign: CampaignRow }) {
  const ended = status === 'completed' || status === 'cancelled'
  return (
    <div className="empty">
      <h2>Nobody is in this campaign{ended ? '' : ' yet'}</h2>
      {!ended && (
        <>
          <p>
            {discovery === null
              ? 'Choose its people in the builder: all your contacts, some of them, or a pasted list of addresses.'
              : 'Each run finds new people; those with an address stand here. Whom it looks for is set in the builder.'}
          </p>
          <Button mt="xs" variant="default" component={Link} href={`/campaigns/${id}/build/audience`}>
            {discovery === null ? 'Choose people' : 'See whom it looks for'}
          </Button>
        </>
      )}
    </div>
  )
}
