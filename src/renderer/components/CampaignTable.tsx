import { Button } from '@mantine/core'
import { type KeyboardEvent, memo } from 'react'
import { counted, formatCount } from '../lib/counts.ts'
import { campaignStatusViews } from '../lib/words.ts'
import { moveBetweenRows } from '../row-keys.ts'
import type { CampaignRow } from '../stores/campaigns.ts'
import type { CampaignAction } from './CampaignDialogs.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { When } from './When.tsx'

interface Props {
  campaigns: readonly CampaignRow[]
  chosenId: number | null
  onChoose(id: number): void
  onAction(campaign: CampaignRow, action: CampaignAction): void
}

export function CampaignTable({ campaigns, chosenId, onChoose, onAction }: Props) {
  return (
    <table className="table" aria-label="Campaigns" data-testid="campaigns">
      <colgroup>
        <col />
        <col className="col-status" />
        <col className="col-count" />
        <col className="col-count" />
        <col className="col-count" />
        <col className="col-count" />
        <col className="col-today" />
        <col />
        <col className="col-action" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Campaign</th>
          <th scope="col">Status</th>
          <th scope="col" className="number">
            People
          </th>
          <th scope="col" className="number">
            Sent
          </th>
          <th scope="col" className="number">
            Replies
          </th>
          <th scope="col" className="number">
            Bounced
          </th>
          <th scope="col">Today</th>
          <th scope="col">Next</th>
          <th scope="col">
            <span className="visually-hidden">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {campaigns.map((campaign) => (
          <Row key={campaign.id} campaign={campaign} chosen={campaign.id === chosenId} onChoose={onChoose} onAction={onAction} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  campaign: CampaignRow
  chosen: boolean
  onChoose(id: number): void
  onAction(campaign: CampaignRow, action: CampaignAction): void
}

const Row = memo(function Row({ campaign, chosen, onChoose, onAction }: RowProps) {
  const { stats } = campaign
  const action = actionOf(campaign)
  return (
    <tr
      className="row"
      data-chosen={chosen}
      onClick={() => onChoose(campaign.id)}
      onKeyDown={(event: KeyboardEvent<HTMLTableRowElement>) => moveBetweenRows(event)}
    >
      <td>
        <button type="button" className="row-button clip" aria-current={chosen ? 'true' : undefined} title={campaign.name}>
          {campaign.name}
        </button>
      </td>
      <td>
        <StatusBadge view={campaignStatusViews[campaign.status]} />
      </td>
      <Count value={stats.recipients} />
      <Count value={stats.sent} />
      <Count value={stats.replied} />
      <Count value={stats.bounced} />
      <td title={`Today: ${counted(stats.sentToday, 'message', 'messages')} sent, ${counted(stats.repliedToday, 'reply', 'replies')}`}>
        <span className={stats.sentToday === 0 ? 'zero' : ''}>{formatCount(stats.sentToday)} sent</span>
        {stats.repliedToday > 0 && <span className="wide">, {counted(stats.repliedToday, 'reply', 'replies')}</span>}
      </td>
      <td>
        <NextAction campaign={campaign} />
      </td>
      <td className="number">
        {action && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={(event) => {
              event.stopPropagation()
              onAction(campaign, action.kind)
            }}
            aria-label={`${action.label} ${campaign.name}`}
          >
            {action.label}
          </Button>
        )}
      </td>
    </tr>
  )
})

function Count({ value }: { value: number }) {
  return <td className={value === 0 ? 'number zero' : 'number'}>{formatCount(value)}</td>
}

/** Why nothing leaves, or when the next message does: the engine's own words. */
function NextAction({ campaign }: { campaign: CampaignRow }) {
  const { waiting, nextSendAt, reason } = campaign
  if (waiting) {
    return (
      <span title={waiting.message}>
        {waiting.until && (
          <>
            <When at={waiting.until} />
            {' · '}
          </>
        )}
        <span className="muted">{waiting.message}</span>
      </span>
    )
  }
  if (nextSendAt) {
    return (
      <span>
        Sends <When at={nextSendAt} />
      </span>
    )
  }
  return (
    <span className="muted" title={reason}>
      {reason || 'Nothing is planned'}
    </span>
  )
}

function actionOf(campaign: CampaignRow): { kind: CampaignAction; label: string } | null {
  switch (campaign.status) {
    case 'draft':
      return { kind: 'activate', label: 'Activate' }
    case 'scheduled':
    case 'active':
      return { kind: 'pause', label: 'Pause' }
    case 'paused':
      return { kind: 'resume', label: 'Resume' }
    default:
      return null
  }
}
