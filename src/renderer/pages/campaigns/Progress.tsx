import type { CampaignStats } from '../../../shared/schemas/campaigns.ts'
import { progressOf } from '../../lib/campaigns/words.ts'
import { counted, formatCount } from '../../lib/words/counts.ts'

/** With how many people a campaign is through, of all: a small bar, and the numbers beside it. */
export function Progress({ stats }: { stats: CampaignStats }) {
  const { finished, all } = progressOf(stats)
  if (all === 0) return <span className="muted">No people yet</span>
  return (
    <span className="progress" title={`Through with ${formatCount(finished)} of ${counted(all, 'person', 'people')}`}>
      <span className="progress-track" aria-hidden="true">
        <span className="progress-done" style={{ width: `${(finished / all) * 100}%` }} />
      </span>
      <span>
        {formatCount(finished)} of {formatCount(all)}
      </span>
    </span>
  )
}
