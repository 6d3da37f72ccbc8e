import type { CampaignStats } from '../../../../shared/schemas/campaigns.ts'
import { progressOf } from '../../../lib/campaigns/words.ts'
import { counted, formatCount, formatPercent } from '../../../lib/words/counts.ts'

/** The numbers of a campaign, as the engine counts them. */
export function Figures({ stats }: { stats: CampaignStats }) {
  const { finished, all } = progressOf(stats)
  const figures: { title: string; value: number; note: string }[] = [
    { title: 'People', value: all, note: `through with ${formatCount(finished)}` },
    { title: 'Sent', value: stats.sent, note: `${formatCount(stats.sentToday)} today` },
    { title: 'Planned', value: stats.scheduled, note: stats.held > 0 ? `${formatCount(stats.held)} held` : 'the next of each' },
    {
      title: 'Replied',
      value: stats.replied,
      note: stats.sent === 0 ? 'no rate yet' : `${formatPercent(stats.replyRate)} reply rate`,
    },
    {
      title: 'Bounced',
      value: stats.bounced,
      note: stats.sendFailed > 0 ? `${counted(stats.sendFailed, 'failure', 'failures')}` : 'no failures',
    },
    { title: 'Opted out', value: stats.optedOut, note: 'for good' },
    { title: 'Credits', value: stats.creditsUsed, note: 'used by it' },
  ]
  return (
    <dl className="figures" data-testid="campaign-figures">
      {figures.map(({ title, value, note }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <strong className={value === 0 ? 'zero' : undefined}>{formatCount(value)}</strong>
            <span className="muted small">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
