import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { audiences } from '../../../lib/audiences/index.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'

/** Nobody is in the campaign: where people come from. */
export function NobodyYet({ campaign: { id, status, audience } }: { campaign: CampaignRow }) {
  const { words, link } = audiences[audience].nobodyYet
  const ended = status === 'completed' || status === 'cancelled'
  return (
    <div className="empty">
      <h2>Nobody is in this campaign{ended ? '' : ' yet'}</h2>
      {!ended && (
        <>
          <p>{words}</p>
          <Button mt="xs" variant="default" component={Link} href={`/campaigns/${id}/build/audience`}>
            {link}
          </Button>
        </>
      )}
    </div>
  )
}
