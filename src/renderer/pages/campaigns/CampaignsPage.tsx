import './campaigns.css'
import { useEffect, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { useCampaignActions } from '../../components/campaign/use-campaign-actions.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FilterChips } from '../../components/FilterChips.tsx'
import { Page } from '../../components/frame/Page.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SearchBox } from '../../components/SearchBox.tsx'
import { DataTable } from '../../components/table/DataTable.tsx'
import { useCommands } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveList, useLiveValue } from '../../hooks/use-live.ts'
import { useNewCampaign } from '../../hooks/use-new-campaign.ts'
import { audiences } from '../../lib/audiences/index.ts'
import { type CampaignFilter, campaignChips, campaignFilters } from '../../lib/campaigns/words.ts'
import { touchedBy } from '../../lib/live/touched.ts'
import { type CampaignRow, campaignSource } from '../../stores/campaigns.ts'
import type { ListSource, ListStore } from '../../stores/list.ts'
import { campaignColumns } from './columns.tsx'
import { FirstCampaign } from './FirstCampaign.tsx'
import { NewCampaignMenu } from './NewCampaignMenu.tsx'

const nameOf = ({ name }: CampaignRow) => name

/** Every campaign with what it does today; the newest first. */
export default function CampaignsPage() {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const [filter, setFilter] = useState<CampaignFilter>('all')
  const [search, setSearch] = useState('')
  const list = useCampaignList(filter, search)
  const counts = useCounts(search)
  const actions = useCampaignActions()
  const newCampaign = useNewCampaign()
  useCommands(Object.values(audiences).map(({ kind, command }) => ({ ...command, group: 'Campaigns', run: () => newCampaign.run(kind) })))

  const today = useLiveValue(
    'today',
    () => desk.client.today.get(),
    (event) => touchedBy(event).campaigns !== null,
  )
  const { verbs } = actions
  const columns = useMemo(
    () => campaignColumns(new Map(today.value?.campaigns.map((campaign) => [campaign.id, campaign])), verbs),
    [today.value, verbs],
  )
  const none = counts !== null && counts.all === 0 && search === ''
  const problem = actions.problem ?? newCampaign.problem
  return (
    <Page title="Campaigns" actions={<NewCampaignMenu newCampaign={newCampaign} />}>
      {problem && <ProblemNote problem={problem} action={{ label: 'Dismiss', run: actions.problem ? actions.clear : newCampaign.clear }} />}
      {none ? (
        <FirstCampaign />
      ) : (
        <section className="panel campaigns" aria-label="Campaigns">
          <div className="list-head">
            <FilterChips label="Filter by status" chips={campaignChips(counts ?? {}, filter)} chosen={filter} onChoose={setFilter} />
            <SearchBox label="Search campaigns" placeholder="Search campaigns" onSearch={setSearch} />
          </div>
          <DataTable
            label="Campaigns"
            testId="campaigns"
            list={list}
            columns={columns}
            nameOf={nameOf}
            onOpen={({ id }) => navigate(`/campaigns/${id}`)}
            empty={<EmptyState title="No campaign matches">Choose another status, or clear the search.</EmptyState>}
          />
        </section>
      )}
      {actions.dialog}
    </Page>
  )
}

const nothing: ListSource<CampaignRow> = {
  page: () => Promise.resolve({ items: [], nextCursor: null, total: 0 }),
  one: () => Promise.resolve(null),
  staysInPlace: () => true,
}

/** The desk's own list where nothing narrows it, else one of this page. */
function useCampaignList(filter: CampaignFilter, search: string): ListStore<CampaignRow> {
  const desk = useDesk()
  const narrowed = filter !== 'all' || search !== ''
  const own = useLiveList(
    `campaigns ${filter} ${search}`,
    narrowed ? campaignSource(desk.client, { filter, search }) : nothing,
    (event) => touchedBy(event).campaigns,
  )
  // Windows open and days end without an event: the desk reads its campaigns anew then, and so does this list.
  const all = useStore(desk.campaigns.store, (state) => state.items)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `all` is what says that something may have changed
  useEffect(() => own.touch('all'), [own, all])
  return narrowed ? own : desk.campaigns
}

/** How many campaigns there are by status, narrowed by the words of the search; null until it is known. */
function useCounts(search: string): Partial<Record<CampaignFilter, number>> | null {
  const desk = useDesk()
  const counts = useLiveValue(
    `counts ${search}`,
    async () => {
      const totals = await Promise.all(campaignFilters.map((filter) => campaignSource(desk.client, { filter, search }).page({ limit: 1 })))
      return Object.fromEntries(campaignFilters.map((filter, index) => [filter, totals[index]?.total ?? 0]))
    },
    ({ type }) => type === 'campaign.changed' || type === 'campaign.deleted' || type === 'workspace.changed',
  )
  return counts.value
}
