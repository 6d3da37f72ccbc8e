import { Link } from 'wouter'
import type { TodayCampaign } from '../../../shared/schemas/today.ts'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { When } from '../../components/When.tsx'
import { formatCount } from '../../lib/counts.ts'
import { campaignStatusViews } from '../../lib/words.ts'

/** A row for each campaign that runs, with its numbers of today. */
export function RunningCampaigns({ campaigns }: { campaigns: readonly TodayCampaign[] }) {
  if (campaigns.length === 0) return null
  return (
    <section className="panel" aria-label="Running campaigns">
      <table className="table" aria-label="Running campaigns">
        <colgroup>
          <col />
          <col className="col-status" />
          <col className="col-count" />
          <col className="col-count" />
          <col className="col-count" />
          <col style={{ width: '34%' }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Sent
            </th>
            <th scope="col" className="number">
              To leave
            </th>
            <th scope="col" className="number">
              Replies
            </th>
            <th scope="col">Next</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <tr key={campaign.id}>
              <td>
                <Link href={`/campaigns/${campaign.id}`} className="quiet-link">
                  {campaign.name}
                </Link>
              </td>
              <td>
                <StatusBadge view={campaignStatusViews[campaign.status]} />
              </td>
              <td className="number">{formatCount(campaign.sent)}</td>
              <td className="number">{formatCount(campaign.planned)}</td>
              <td className="number">{formatCount(campaign.replies)}</td>
              <td>
                <Next campaign={campaign} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Next({ campaign: { waiting, nextSendAt } }: { campaign: TodayCampaign }) {
  const at = waiting?.until ?? nextSendAt
  // The pause between two messages is how it sends, not what keeps it.
  const said = waiting?.reason === 'gap' ? undefined : waiting?.message
  return (
    <span title={said}>
      {at && <When at={at} />}
      {said && (
        <span className="muted">
          {at && ' · '}
          {said}
        </span>
      )}
    </span>
  )
}
