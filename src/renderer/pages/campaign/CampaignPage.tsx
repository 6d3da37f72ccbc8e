import './campaign.css'
import { useEffect } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { useStore } from 'zustand'
import { useCampaignActions } from '../../components/campaign/use-campaign-actions.tsx'
import { Page } from '../../components/frame/Page.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { campaignStatusViews } from '../../lib/campaigns/words.ts'
import { campaignTouched } from '../../lib/live/touched.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { CampaignMenu } from './CampaignMenu.tsx'
import { Gone } from './Gone.tsx'
import { OverviewTab } from './overview/OverviewTab.tsx'
import { PrimaryAction } from './PrimaryAction.tsx'
import { RecipientsTab } from './recipients/RecipientsTab.tsx'
import { SequenceTab } from './sequence/SequenceTab.tsx'
import { SettingsTab } from './settings/SettingsTab.tsx'
import { isTab, type Tab, Tabs } from './Tabs.tsx'

/** One campaign: how it stands, who is in it, what it says, and how it is set. */
export default function CampaignPage() {
  const { id = '', tab } = useParams<{ id: string; tab?: string }>()
  if (!/^[1-9]\d{0,14}$/.test(id)) return <Gone />
  return <OneCampaign key={id} id={Number(id)} tab={isTab(tab) ? tab : 'overview'} />
}

function OneCampaign({ id, tab }: { id: number; tab: Tab }) {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { value, problem, touch, set } = useLiveValue(
    `campaign ${id}`,
    () => desk.client.campaigns.get({ id }),
    (event) => campaignTouched(event, id),
  )
  // Windows open and days end without an event: the desk reads its campaigns anew then, and so does this page.
  const all = useStore(desk.campaigns.store, (state) => state.items)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `all` is what says that something may have changed
  useEffect(touch, [touch, all])
  const actions = useCampaignActions({
    onChanged: (changed) => value && set({ ...value, ...changed }),
    onDeleted: () => navigate('/campaigns'),
  })
  if (problem?.code === 'NOT_FOUND') return <Gone name={value?.name} />
  if (!value) {
    return (
      <Page title="Campaign">
        {problem ? (
          <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />
        ) : (
          <SkeletonRows label="Loading campaign" />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={value.name}
      heading={<Heading campaign={value} />}
      actions={
        <>
          <PrimaryAction campaign={value} verbs={actions.verbs} />
          <CampaignMenu campaign={value} verbs={actions.verbs} />
        </>
      }
    >
      <Tabs id={id} tab={tab} stats={value.stats} />
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />}
      {actions.problem && <ProblemNote problem={actions.problem} action={{ label: 'Dismiss', run: actions.clear }} />}
      <TabBody tab={tab} campaign={value} />
      {actions.dialog}
    </Page>
  )
}

function TabBody({ tab, campaign }: { tab: Tab; campaign: CampaignRow }) {
  switch (tab) {
    case 'overview':
      return <OverviewTab campaign={campaign} />
    case 'recipients':
      return <RecipientsTab campaign={campaign} />
    case 'sequence':
      return <SequenceTab campaign={campaign} />
    case 'settings':
      return <SettingsTab campaign={campaign} />
  }
}

function Heading({ campaign: { name, status } }: { campaign: CampaignRow }) {
  return (
    <>
      <Link href="/campaigns" className="crumb">
        Campaigns
      </Link>
      <Icon name="right" className="crumb-mark" />
      <h1 className="clip" title={name}>
        {name}
      </h1>
      <span className="heading-status">
        <StatusBadge view={campaignStatusViews[status]} />
      </span>
    </>
  )
}
