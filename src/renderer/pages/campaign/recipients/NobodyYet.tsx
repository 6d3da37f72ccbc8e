import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { CampaignRow } from '../../../stores/campaigns.ts'

/** Nobody is in the campaign: where people come from. */
export function NobodyYet({ campaign: { id, status } }: { campaign: CampaignRow }) {
  const ended = status === 'completed' || status === 'cancelled'
  return (
    <div className="empty">
      <h2>Nobody is in this campaign{ended ? '' : ' yet'}</h2>
      {!ended && (
        <>
          <p>Choose its people in the builder: all your contacts, some of them, or a pasted list of addresses.</p>
          <Button mt="xs" variant="default" component={Link} href={`/campaigns/${id}/build/audience`}>
            Choose people
          </Button>
        </>
      )}
    </div>
  )
}
