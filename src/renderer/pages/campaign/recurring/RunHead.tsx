import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Icon } from '../../../components/Icon.tsx'
import { useClock } from '../../../hooks/desk-context.tsx'
import { campaignStatusViews } from '../../../lib/campaigns/words.ts'
import { type Outlook, runLine } from '../../../lib/runs/words.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'

/** In one line: which run it is, what it does now or when the next one begins; and what keeps the campaign, where something does. */
export function RunHead({ campaign, outlook }: { campaign: CampaignRow; outlook: Outlook }) {
  const { now, reading } = useClock()
  const { status, reason, waiting, testMode, discovery } = campaign
  const line = runLine(outlook, { status, runs: discovery?.runs ?? 0 }, now, reading)
  const { icon, hue } = campaignStatusViews[status]
  const kept = status === 'paused' ? reason || 'You paused the campaign' : waiting && keeps.has(waiting.reason) ? waiting.message : reason
  return (
    <div className="run-head">
      <p className="run-line">
        <Icon name={icon} className={`hue-${hue}`} />
        <span>
          <strong>{line.count}</strong> · {line.now}
        </span>
        {testMode && (
          <span className="run-test small">
            <Icon name="flask" />
            Test mode: invented people, nothing is sent
          </span>
        )}
      </p>
      {kept && (
        <p className="run-kept muted">
          <span>{kept}</span>
          {status === 'paused' && reason !== '' && (
            <Button size="compact-sm" variant="default" component={Link} href={`/campaigns/${campaign.id}/build/audience`}>
              See whom it looks for
            </Button>
          )}
        </p>
      )}
    </div>
  )
}

/** What only a person can lift, beside the run itself. */
const keeps: ReadonlySet<string> = new Set(['engine_stopped', 'mailbox_paused', 'mailbox_missing', 'start_date'])
