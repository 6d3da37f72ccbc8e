import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Need, Needs } from '../../../shared/schemas/today.ts'
import { Icon } from '../../components/Icon.tsx'
import { When } from '../../components/When.tsx'
import { providerNames } from '../../lib/discovery/providers.ts'
import { formatCount } from '../../lib/words/counts.ts'
import type { IconName } from '../../lib/words/icons.ts'
import { NeedDialog, type Undecided } from './NeedDialog.tsx'

const icons: Record<Need['kind'], IconName> = {
  mailbox: 'mailbox',
  reply: 'reply',
  unconfirmed: 'alert',
  held: 'pause',
  answer: 'send',
  provider: 'alert',
  unsure: 'alert',
}

/** What waits for a person, each with its one action in place. */
export function NeedsYou({ needs, running }: { needs: Needs; running: boolean }) {
  const [deciding, setDeciding] = useState<Undecided | null>(null)
  if (needs.total === 0) {
    return (
      <section className="panel needs-none" aria-label="Needs you">
        <Icon name="check" className="hue-good" />
        <p>Nothing needs you right now.{running && ' The desk looks after the rest.'}</p>
      </section>
    )
  }
  return (
    <section className="panel" aria-label="Needs you">
      <header className="needs-head">
        <h2>Needs you</h2>
        <span className="muted">{formatCount(needs.total)}</span>
      </header>
      <ul className="needs">
        {needs.items.map((need) => (
          <li key={need.key}>
            <Icon name={icons[need.kind]} className={need.kind === 'reply' ? 'hue-good' : 'hue-needs'} />
            <div className="needs-words">
              <p>
                <Title need={need} /> <span className="clip muted">{need.message}</span>
              </p>
            </div>
            <span className="muted small">{need.at && <When at={need.at} />}</span>
            <NeedAction need={need} onDecide={setDeciding} />
          </li>
        ))}
      </ul>
      {deciding && <NeedDialog need={deciding} onClose={() => setDeciding(null)} />}
    </section>
  )
}

/** A name may be as long as it likes: what it is about is read all the same. */
function Title({ need }: { need: Need }) {
  const about = aboutOf(need)
  return (
    <>
      <strong className="clip needs-name">{nameOf(need)}</strong>
      {about && <strong className="needs-about">{about}</strong>}
    </>
  )
}

function nameOf(need: Need): string {
  switch (need.kind) {
    case 'mailbox':
      return need.email
    case 'held':
    case 'unsure':
      return need.campaignName
    case 'provider':
      return providerNames[need.provider]
    default:
      return need.name
  }
}

function aboutOf(need: Need): string | null {
  switch (need.kind) {
    case 'held':
      return `: ${formatCount(need.count)} held`
    case 'unsure':
      return `: ${formatCount(need.count)} unsure`
    case 'unconfirmed':
      return `, step ${need.stepPosition}: was it sent?`
    default:
      return null
  }
}

function NeedAction({ need, onDecide }: { need: Need; onDecide(need: Undecided): void }) {
  if (need.kind === 'unconfirmed' || need.kind === 'unsure') {
    return (
      <Button size="compact-sm" variant="default" onClick={() => onDecide(need)}>
        Decide
      </Button>
    )
  }
  const { to, word } = needPlace(need)
  return (
    <Button size="compact-sm" variant="default" component={Link} href={to}>
      {word}
    </Button>
  )
}

function needPlace(need: Exclude<Need, Undecided>): { to: string; word: string } {
  switch (need.kind) {
    case 'mailbox':
      return { to: `/mailboxes?open=${need.mailboxId}`, word: 'Mend it' }
    case 'reply':
      return { to: `/inbox/${need.threadId}`, word: 'Read and answer' }
    case 'answer':
      return { to: `/inbox/${need.threadId}`, word: 'Look' }
    case 'held':
      return { to: `/campaigns/${need.campaignId}/recipients?filter=held`, word: 'See them' }
    case 'provider':
      return { to: `/providers?connect=${need.provider}`, word: 'Mend it' }
  }
}
