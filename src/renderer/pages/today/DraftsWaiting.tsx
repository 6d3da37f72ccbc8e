import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { Campaign } from '../../../shared/schemas/campaigns.ts'
import { Icon } from '../../components/Icon.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { audiences } from '../../lib/audiences/index.ts'
import { counted } from '../../lib/words/counts.ts'

/** More than these stand on the page of the campaigns. */
const most = 3

/**
 * Drafts that nobody activated yet, each with the way to its plan. In the sandbox as long as there is one to be tried; in
 * the workspace only where nothing runs, so that the first glance of the day says what is there to go on with.
 */
export function DraftsWaiting() {
  const desk = useDesk()
  const { items } = useStore(desk.campaigns.store)
  const drafts = items.filter(({ status }) => status === 'draft')
  const sandbox = desk.place === 'sandbox'
  if (drafts.length === 0 || (!sandbox && items.some(({ status }) => status === 'active' || status === 'paused'))) return null
  return (
    <section className="panel drafts" aria-label={sandbox ? 'First steps in the sandbox' : 'Drafts'}>
      <header>
        <h2>{counted(drafts.length, 'campaign waits', 'campaigns wait')} for you to activate</h2>
        {sandbox && <p className="muted small">Read a plan, change what you like, activate it, and watch two weeks pass in a minute.</p>}
      </header>
      <ul>
        {drafts.slice(0, most).map((draft) => (
          <Draft key={draft.id} draft={draft} />
        ))}
      </ul>
      {drafts.length > most && (
        <Link href="/campaigns" className="drafts-all">
          All campaigns
        </Link>
      )}
    </section>
  )
}

function Draft({ draft: { id, name, audience } }: { draft: Pick<Campaign, 'id' | 'name' | 'audience'> }) {
  const { icon, does } = audiences[audience]
  return (
    <li>
      <Icon name={icon} className="hue-quiet" />
      <p className="clip">
        <strong>{name}</strong> <span className="muted">{does}</span>
      </p>
      <Button
        size="compact-sm"
        variant="default"
        component={Link}
        href={`/campaigns/${id}/build/review`}
        aria-label={`Read the plan of ${name}`}
      >
        Read the plan
      </Button>
    </li>
  )
}
