import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { Creator } from '../../../../shared/schemas/runs.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { FilterChips } from '../../../components/FilterChips.tsx'
import { OutsideLink } from '../../../components/OutsideLink.tsx'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { DataTable } from '../../../components/table/DataTable.tsx'
import type { Column } from '../../../components/table/types.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveList, useLiveValue } from '../../../hooks/use-live.ts'
import { campaignTouched } from '../../../lib/live/touched.ts'
import { type CreatorFilter, creatorChips, creatorReason, creatorStatuses, creatorStatusViews } from '../../../lib/runs/words.ts'
import { formatCount } from '../../../lib/words/counts.ts'

interface Props {
  campaignId: number
  runId: number
}

/** Everybody a run found, and what became of them. */
export function CreatorList({ campaignId, runId }: Props) {
  const { runs } = useDesk().client
  const [filter, setFilter] = useState<CreatorFilter>('all')
  const of = { id: campaignId, runId }
  const concerns = (event: Parameters<typeof campaignTouched>[0]) => campaignTouched(event, campaignId)
  const list = useLiveList<Creator>(
    `creators ${runId} ${filter}`,
    {
      page: (request) => runs.creators({ ...of, ...(filter !== 'all' && { status: filter }), ...request }),
      // There is no reading of one creator: the pages that are shown are read anew.
      one: async () => null,
      staysInPlace: () => false,
    },
    (event) => (concerns(event) ? 'all' : null),
  )
  const counts = useLiveValue(
    `creator counts ${runId}`,
    async () => {
      const totals = await Promise.all(
        creatorStatuses.map(async (status) => [status, (await runs.creators({ ...of, status, limit: 1 })).total] as const),
      )
      return { ...Object.fromEntries(totals), all: totals.reduce((sum, [, total]) => sum + total, 0) }
    },
    concerns,
  )
  const columns = useMemo(() => creatorColumns(campaignId), [campaignId])
  return (
    <div className="creators">
      {counts.value && (
        <div className="creators-head">
          <FilterChips label="Filter people by status" chips={creatorChips(counts.value, filter)} chosen={filter} onChoose={setFilter} />
        </div>
      )}
      <DataTable
        label="People of this run"
        testId="creators"
        list={list}
        columns={columns}
        nameOf={({ handle }) => handle}
        empty={
          <EmptyState title={filter === 'all' ? 'Nobody was found on this day' : 'Nobody'}>
            {filter === 'all' ? 'The reason stands above.' : 'Choose another status.'}
          </EmptyState>
        }
      />
    </div>
  )
}

function creatorColumns(campaignId: number): Column<Creator>[] {
  return [
    {
      key: 'handle',
      title: 'Creator',
      width: '32%',
      cell: ({ handle, profileUrl }) => (
        <OutsideLink url={profileUrl}>
          <span className="clip">@{handle}</span>
        </OutsideLink>
      ),
      hint: ({ fullName, handle }) => fullName || handle,
    },
    {
      key: 'followers',
      title: 'Followers',
      width: '84px',
      align: 'end',
      cell: ({ followers }) => (followers === null ? <span className="muted">–</span> : formatCount(followers)),
    },
    { key: 'status', title: 'Status', width: '140px', cell: ({ status }) => <StatusBadge view={creatorStatusViews[status]} /> },
    {
      key: 'why',
      title: 'What became of them',
      cell: (creator) =>
        creator.recipientId === null ? (
          <span className="muted">{creatorReason(creator)}</span>
        ) : (
          <Link href={`/campaigns/${campaignId}/recipients?open=${creator.recipientId}`} className="quiet-link">
            {creator.email ?? 'Show the person'}
          </Link>
        ),
      hint: (creator) => creatorReason(creator),
    },
  ]
}
