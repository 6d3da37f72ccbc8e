import type { TodayCampaign } from '../../../shared/schemas/today.ts'
import type { CampaignVerbs } from '../../components/campaign/use-campaign-actions.tsx'
import { Icon } from '../../components/Icon.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import type { Column } from '../../components/table/types.ts'
import { audienceInBrief, campaignStatusViews } from '../../lib/campaigns/words.ts'
import { counted, formatCount, formatPercent } from '../../lib/words/counts.ts'
import type { IconName } from '../../lib/words/icons.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { NextAction } from './NextAction.tsx'
import { Progress } from './Progress.tsx'
import { RowActions } from './RowActions.tsx'

/** What the table of campaigns shows. `today`: by campaign, as far as it is known. */
export function campaignColumns(today: ReadonlyMap<number, TodayCampaign>, verbs: CampaignVerbs): Column<CampaignRow>[] {
  return [
    { key: 'name', title: 'Campaign', cell: ({ name }) => name, hint: ({ name }) => name },
    { key: 'audience', title: 'Audience', width: '76px', cell: audienceInBrief },
    { key: 'status', title: 'Status', width: '112px', cell: ({ status }) => <StatusBadge view={campaignStatusViews[status]} /> },
    { key: 'progress', title: 'Progress', width: '152px', cell: ({ stats }) => <Progress stats={stats} /> },
    { key: 'today', title: 'Today', width: '132px', cell: (campaign) => <TodayCell campaign={campaign} today={today.get(campaign.id)} /> },
    {
      key: 'rate',
      title: 'Reply rate',
      width: '84px',
      align: 'end',
      cell: ({ stats }) => (stats.sent === 0 ? <span className="muted">–</span> : formatPercent(stats.replyRate)),
      hint: ({ stats }) => counted(stats.replied, 'person answered', 'people answered'),
    },
    {
      key: 'next',
      title: 'Next',
      width: '24%',
      cell: (campaign) => (
        <span className="next-cell">
          <NextAction campaign={campaign} />
          <RowActions campaign={campaign} verbs={verbs} />
        </span>
      ),
    },
  ]
}

function TodayCell({ campaign: { status, stats }, today }: { campaign: CampaignRow; today: TodayCampaign | undefined }) {
  const planned = today?.planned ?? 0
  const sent = today?.sent ?? stats.sentToday
  const replies = today?.replies ?? stats.repliedToday
  const words = `Today: ${counted(planned, 'message', 'messages')} planned, ${formatCount(sent)} sent, ${counted(replies, 'reply', 'replies')}`
  const running = status === 'active' || status === 'paused' || status === 'scheduled'
  if (!running && sent + replies === 0) return null
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
