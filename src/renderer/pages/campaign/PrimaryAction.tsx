import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { CampaignVerbs } from '../../components/campaign/use-campaign-actions.tsx'
import { audiences } from '../../lib/audiences/index.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'

/** What one most likely wants to do with a campaign of this status. */
export function PrimaryAction({ campaign, verbs }: { campaign: CampaignRow; verbs: CampaignVerbs }) {
  const { id, status, stepCount, stats, audience } = campaign
  switch (status) {
    case 'draft': {
      const begun = stepCount > 0 && (audiences[audience].findsPeople || stats.recipients > 0)
      return (
        <Button size="compact-md" component={Link} href={begun ? `/campaigns/${id}/build/review` : `/campaigns/${id}/build`}>
          {begun ? 'Review and activate' : 'Continue building'}
        </Button>
      )
    }
    case 'scheduled':
    case 'active':
      return (
        <Button size="compact-md" variant="default" onClick={() => verbs.pause(campaign)}>
          Pause
        </Button>
      )
    case 'paused':
      return (
        <Button size="compact-md" onClick={() => verbs.ask('resume', campaign)}>
          Resume
        </Button>
      )
    default:
      return (
        <Button size="compact-md" variant="default" onClick={() => verbs.duplicate(campaign)}>
          Duplicate
        </Button>
      )
  }
}
