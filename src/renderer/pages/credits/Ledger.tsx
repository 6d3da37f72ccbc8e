import { useMemo } from 'react'
import { Link, useLocation } from 'wouter'
import type { LedgerEntry } from '../../../shared/schemas/workspace.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Icon } from '../../components/Icon.tsx'
import { DataTable } from '../../components/table/DataTable.tsx'
import type { Column } from '../../components/table/types.ts'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveList } from '../../hooks/use-live.ts'
import type { IconName } from '../../lib/words/icons.ts'
import { ledgerDay } from './ledger-days.ts'
import { touchesLedger } from './touches-ledger.ts'

const kinds: Record<LedgerEntry['kind'], { word: string; icon: IconName }> = {
  message: { word: 'Message sent', icon: 'send' },
  reply: { word: 'Reply received', icon: 'reply' },
  answer: { word: 'Answer sent by hand', icon: 'mail' },
}

const columns: Column<LedgerEntry>[] = [
  {
    key: 'kind',
    title: 'What for',
    width: '24%',
    cell: ({ kind }) => (
      <span className="badge">
        <Icon name={kinds[kind].icon} className="hue-quiet" />
        {kinds[kind].word}
      </span>
    ),
  },
  { key: 'person', title: 'Person', width: '28%', cell: (row) => <Person row={row} />, hint: ({ personName }) => personName ?? '' },
  { key: 'campaign', title: 'Campaign', cell: (row) => <CampaignName row={row} />, hint: ({ campaignName }) => campaignName ?? '' },
  { key: 'at', title: 'When', width: '150px', cell: ({ at }) => <When at={at} /> },
  { key: 'credits', title: 'Credits', width: '84px', align: 'end', cell: ({ credits }) => credits },
]

/** Every credit with what it was for; of one day where one is chosen. */
export function Ledger({ day }: { day: string | null }) {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const source = useMemo(
    () => ({
      page: (request: { limit: number; cursor?: string }) => desk.client.credits.ledger({ ...request, ...(day && { day }) }),
      // Entries are never changed: what is new is read with its page.
      one: async () => null,
      staysInPlace: () => false,
    }),
    [desk, day],
  )
  const list = useLiveList<LedgerEntry>(`ledger ${day}`, source, (event) => (touchesLedger(event) ? 'all' : null))
  return (
    <section className="panel panel-ledger" aria-label="Ledger">
      <DataTable
        label={day ? `Ledger of ${ledgerDay(day)}` : 'Ledger'}
        testId="ledger"
        list={list}
        columns={columns}
        nameOf={({ kind, personName }) => `${kinds[kind].word}${personName ? `, ${personName}` : ''}`}
        onOpen={({ campaignId, recipientId }) => {
          if (campaignId !== null && recipientId !== null) navigate(`/campaigns/${campaignId}/recipients?open=${recipientId}`)
        }}
        empty={
          <EmptyState title={day ? `Nothing was used on ${ledgerDay(day)}` : 'No credit was used yet'}>
            Each message that is sent costs 1 credit, and each reply that is received. Each stands here, with what it was for.
          </EmptyState>
        }
      />
    </section>
  )
}

function Person({ row }: { row: LedgerEntry }) {
  if (row.personName) return <>{row.personName}</>
  return <span className="muted">{row.recipientId === null ? 'no person' : 'erased'}</span>
}

function CampaignName({ row: { campaignId, campaignName } }: { row: LedgerEntry }) {
  if (campaignId === null || campaignName === null) return <span className="muted">{campaignId === null ? 'no campaign' : 'deleted'}</span>
  return (
    <Link href={`/campaigns/${campaignId}`} className="cell-link" onClick={(event) => event.stopPropagation()}>
      {campaignName}
    </Link>
  )
}
