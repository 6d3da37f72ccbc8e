import type { TodayCampaign } from '../../../shared/schemas/today.ts'
import { NextAction } from '../../components/campaign/NextAction.tsx'
import { Progress } from '../../components/campaign/Progress.tsx'
import type { CampaignVerbs } from '../../components/campaign/use-campaign-actions.tsx'
import { Icon } from '../../components/Icon.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import type { Column } from '../../components/table/DataTable.tsx'
import { counted, formatCount } from '../../lib/counts.ts'
import type { IconName } from '../../lib/icons.ts'
import { audienceWords, campaignStatusViews } from '../../lib/words.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { RowActions } from './RowActions.tsx'

/** What the table of campaigns shows. `today`: by campaign, as far as it is known. */
export function campaignColumns(today: ReadonlyMap<number, TodayCampaign>, verbs: CampaignVerbs): Column<CampaignRow>[] {
  return [
    { key: 'name', title: 'Campaign', cell: ({ name }) => name, hint: ({ name }) => name },
    { key: 'audience', title: 'Audience', width: '84px', cell: ({ audience }) => audienceWords[audience] },
    { key: 'status', title: 'Status', width: '116px', cell: ({ status }) => <StatusBadge view={campaignStatusViews[status]} /> },
    { key: 'progress', title: 'Progress', width: '168px', cell: ({ stats }) => <Progress stats={stats} /> },
    { key: 'today', title: 'Today', width: '148px', cell: (campaign) => <TodayCell campaign={campaign} today={today.get(campaign.id)} /> },
    {
      key: 'next',
      title: 'Next',
      width: '28%',
      cell: (campaign) => (
        <span className="next-cell">
          <NextAction campaign={campaign} />
          <RowActions campaign={campaign} verbs={verbs} />
        </span>
      ),
    },
  ]
}

function TodayCell({ campaign: { stats }, today }: { campaign: CampaignRow; today: TodayCampaign | undefined }) {
  const planned = today?.planned ?? 0
  const sent = today?.sent ?? stats.sentToday
  const replies = today?.replies ?? stats.repliedToday
  const words = `Today: ${counted(planned, 'message', 'messages')} planned, ${formatCount(sent)} sent, ${counted(replies, 'reply', 'replies')}`
  return (
    <span className="today-cell" title={words}>
      <span className="visually-hidden">{words}</span>
      <Figure icon="clock" count={planned} />
      <Figure icon="send" count={sent} />
      <Figure icon="reply" count={replies} />
    </span>
  )
}

function Figure({ icon, count }: { icon: IconName; count: number }) {
  return (
    <span className={count === 0 ? 'today-figure zero' : 'today-figure'} aria-hidden="true">
      <Icon name={icon} />
      {formatCount(count)}
    </span>
  )
}
