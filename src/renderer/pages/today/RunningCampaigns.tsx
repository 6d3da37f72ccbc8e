import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { TodayCampaign } from '../../../shared/schemas/today.ts'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { isItsPace } from '../../lib/campaigns/why.ts'
import { campaignStatusViews } from '../../lib/campaigns/words.ts'
import { formatCount } from '../../lib/words/counts.ts'

/** A row for each campaign that runs, with its numbers of today. */
export function RunningCampaigns({ campaigns }: { campaigns: readonly TodayCampaign[] }) {
  const desk = useDesk()
  const known = useStore(desk.campaigns.store, (state) => state.items)
  const tests = new Set(known.filter(({ testMode }) => testMode).map(({ id }) => id))
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
                {tests.has(campaign.id) && <span className="muted">Test mode · </span>}
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
  const said = waiting && isItsPace(waiting.reason) ? undefined : waiting?.message
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
