import { useEffect, useMemo, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useStore } from 'zustand'
import type { Recipient, WaitReason } from '../../../../shared/schemas/campaigns.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { FilterChips } from '../../../components/FilterChips.tsx'
import { SearchBox } from '../../../components/SearchBox.tsx'
import { DataTable } from '../../../components/table/DataTable.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveList } from '../../../hooks/use-live.ts'
import { focusIfLost } from '../../../lib/browser/focus.ts'
import { isRecipientFilter, type RecipientFilter, recipientChips } from '../../../lib/campaigns/recipients.ts'
import { recipientTouched } from '../../../lib/live/touched.ts'
import { counted } from '../../../lib/words/counts.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { recipientSource } from '../../../stores/recipients.ts'
import { recipientColumns, recipientName } from './columns.tsx'
import { DecideDialog, type Decision } from './DecideDialog.tsx'
import { NobodyYet } from './NobodyYet.tsx'
import { PersonDrawer } from './PersonDrawer.tsx'
import { RecipientBulkBar } from './RecipientBulkBar.tsx'
import { useChosenRows } from './use-chosen-rows.ts'

/** Who is in the campaign: filtered, paged, live, with one person's time line beside them. */
export function RecipientsTab({ campaign }: { campaign: CampaignRow }) {
  const [filter, setFilter] = useState<RecipientFilter>('all')
  const [search, setSearch] = useState('')
  const [openId, setOpenId] = useState<number | null>(null)
  const [decision, setDecision] = useState<Decision | null>(null)
  const panel = useRef<HTMLElement>(null)
  const list = useRecipientList(campaign, filter, search)
  const { items, total, loaded } = useStore(list.store)
  const shown = useMemo(() => items.map(({ id }) => id), [items])
  const chosen = useChosenRows(shown)
  const columns = useMemo(() => recipientColumns(campaign.stepCount, setDecision), [campaign.stepCount])
  useAsked((asked) => {
    if (isRecipientFilter(asked.get('filter'))) setFilter(asked.get('filter') as RecipientFilter)
    const open = Number(asked.get('open'))
    if (Number.isSafeInteger(open) && open > 0) setOpenId(open)
  })

  const rowOf = (id: number | null) => panel.current?.querySelector<HTMLElement>(`tr[data-row="${id}"]`)
  const close = () => {
    setOpenId(null)
    const row = rowOf(openId)?.querySelector<HTMLElement>('.row-button')
    // Somebody opened by a link may not be in the list that is shown.
    const back = row ?? document.getElementById('page')
    back?.focus()
  }
  const move = (by: -1 | 1) => {
    const next = items[items.findIndex(({ id }) => id === openId) + by]
    if (!next || openId === null || !shown.includes(openId)) return
    setOpenId(next.id)
    rowOf(next.id)?.scrollIntoView({ block: 'nearest' })
  }
  const decided = () => {
    setDecision(null)
    const row = rowOf(decision?.recipient.id ?? null)
    focusIfLost(() => panel.current?.querySelector<HTMLElement>('[data-testid="person"]') ?? row?.querySelector<HTMLElement>('.row-button'))
  }
  const narrowed = filter !== 'all' || search !== ''
  return (
    <section className="panel recipients" aria-label="Recipients" ref={panel}>
      <div className="list-head">
        <FilterChips label="Filter by status" chips={recipientChips(campaign.stats, filter)} chosen={filter} onChoose={setFilter} />
        {search !== '' && loaded && <output className="muted small">{counted(total, 'person found', 'people found')}</output>}
        <SearchBox label="Search recipients" placeholder="Search name or address" onSearch={setSearch} />
      </div>
      <DataTable
        label="Recipients"
        testId="recipients"
        list={list}
        columns={columns}
        nameOf={recipientName}
        openId={openId}
        onOpen={({ id }: Recipient) => setOpenId(id)}
        selection={chosen.selection}
        empty={
          narrowed ? (
            <EmptyState title="Nobody matches">Choose another status, or clear the search.</EmptyState>
          ) : (
            <NobodyYet campaign={campaign} />
          )
        }
      />
      {chosen.ids.size > 0 && <RecipientBulkBar campaign={campaign} ids={chosen.ids} onClear={chosen.clear} />}
      {openId !== null && (
        <PersonDrawer
          campaign={campaign}
          recipientId={openId}
          inList={items.find(({ id }) => id === openId)}
          onClose={close}
          onMove={move}
          onDecide={setDecision}
        />
      )}
      {decision && <DecideDialog decision={decision} onClose={decided} />}
    </section>
  )
}

/** Reasons that come and go with the time of day. */
const byTheClock: ReadonlySet<WaitReason> = new Set(['outside_window', 'start_date', 'daily_cap', 'credits'])

function useRecipientList(campaign: CampaignRow, filter: RecipientFilter, search: string) {
  const desk = useDesk()
  const list = useLiveList(
    `recipients ${campaign.id} ${filter} ${search}`,
    recipientSource(desk.client, { campaignId: campaign.id, filter, search }),
    (event) => recipientTouched(event, campaign.id),
  )
  // A window that opened or a day that ended changes why everybody waits, and is no event of any of them.
  const reason = campaign.waiting?.reason
  const told = reason !== undefined && byTheClock.has(reason) ? reason : ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` is what says that something may have changed
  useEffect(() => list.touch('all'), [list, told])
  return list
}

/**
 * Takes what the address asks for (`?open=12`) once and clears it: it is a way in, not a state, and it must not wait
 * there for the next page.
 */
function useAsked(take: (asked: URLSearchParams) => void): void {
  const search = useSearch()
  const [location, navigate] = useLocation()
  const latest = useRef({ take, location, navigate })
  useEffect(() => {
    latest.current = { take, location, navigate }
  })
  useEffect(() => {
    if (search === '') return
    latest.current.take(new URLSearchParams(search))
    latest.current.navigate(`${latest.current.location}?`, { replace: true })
  }, [search])
}
