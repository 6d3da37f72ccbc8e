import { Link, useLocation } from 'wouter'
import type { CampaignStats } from '../../../shared/schemas/campaigns.ts'
import { useCommands } from '../../hooks/commands.tsx'
import { formatCount } from '../../lib/words/counts.ts'

const tabs = ['overview', 'recipients', 'sequence', 'settings'] as const
export type Tab = (typeof tabs)[number]

const words: Record<Tab, string> = { overview: 'Overview', recipients: 'Recipients', sequence: 'Sequence', settings: 'Settings' }

export function isTab(word: string | undefined): word is Tab {
  return tabs.some((tab) => tab === word)
}

/** The parts of a campaign's page; each has an address of its own. */
export function Tabs({ id, tab, stats }: { id: number; tab: Tab; stats: CampaignStats }) {
  const [, navigate] = useLocation()
  const pathOf = (to: Tab) => (to === 'overview' ? `/campaigns/${id}` : `/campaigns/${id}/${to}`)
  useCommands(
    tabs.map((to, index) => ({
      id: `tab ${to}`,
      title: `Show ${words[to].toLowerCase()}`,
      group: 'This campaign',
      keys: String(index + 1),
      run: () => navigate(pathOf(to)),
    })),
  )
  return (
    <nav className="campaign-tabs" aria-label="This campaign">
      {tabs.map((to) => (
        <Link key={to} href={pathOf(to)} className="campaign-tab" aria-current={to === tab ? 'page' : undefined}>
          {words[to]}
          {to === 'recipients' && <span className="tab-count">{formatCount(stats.recipients)}</span>}
        </Link>
      ))}
    </nav>
  )
}
