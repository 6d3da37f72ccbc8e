import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Need, Needs } from '../../../shared/schemas/today.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Icon } from '../../components/Icon.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../desk-context.tsx'
import { formatCount } from '../../lib/counts.ts'
import type { IconName } from '../../lib/icons.ts'
import { useAction } from '../../use-action.ts'

type Unconfirmed = Extract<Need, { kind: 'unconfirmed' }>

const icons: Record<Need['kind'], IconName> = {
  mailbox: 'mailbox',
  reply: 'reply',
  unconfirmed: 'alert',
  held: 'pause',
  answer: 'send',
  provider: 'alert',
  unsure: 'alert',
}

const providerNames = { influencers_club: 'Influencers Club', clay: 'Clay' }

/** What waits for a person, each with its one action in place. */
export function NeedsYou({ needs }: { needs: Needs }) {
  const [deciding, setDeciding] = useState<Unconfirmed | null>(null)
  if (needs.total === 0) {
    return (
      <section className="panel needs-none" aria-label="Needs you">
        <Icon name="check" className="hue-good" />
        <p>Nothing needs you right now. The desk looks after the rest.</p>
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
              <p className="clip">
                <strong>{titleOf(need)}</strong> <span className="muted">{need.message}</span>
              </p>
            </div>
            <span className="muted small">{need.at && <When at={need.at} />}</span>
            <NeedAction need={need} onDecide={setDeciding} />
          </li>
        ))}
      </ul>
      {deciding && <Decide need={deciding} onClose={() => setDeciding(null)} />}
    </section>
  )
}

function titleOf(need: Need): string {
  switch (need.kind) {
    case 'mailbox':
      return need.email
    case 'held':
      return `${need.campaignName}: ${formatCount(need.count)} held`
    case 'unconfirmed':
      return `${need.name}, step ${need.stepPosition}: was it sent?`
    case 'provider':
      return providerNames[need.provider]
    case 'unsure':
      return `${need.campaignName}: ${formatCount(need.count)} unsure`
    default:
      return need.name
  }
}

function NeedAction({ need, onDecide }: { need: Need; onDecide(need: Unconfirmed): void }) {
  if (need.kind === 'unconfirmed') {
    return (
      <Button size="compact-sm" variant="default" onClick={() => onDecide(need)}>
        Decide
      </Button>
    )
  }
  const { to, word } = placeOf(need)
  return (
    <Button size="compact-sm" variant="default" component={Link} href={to}>
      {word}
    </Button>
  )
}

function placeOf(need: Exclude<Need, Unconfirmed>): { to: string; word: string } {
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
      return { to: '/settings', word: 'Mend it' }
    case 'unsure':
      return { to: `/campaigns/${need.campaignId}`, word: 'Decide' }
  }
}

function Decide({ need, onClose }: { need: Unconfirmed; onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  const resolve = (outcome: 'sent' | 'not_sent') =>
    void action.run(() => desk.client.sends.resolve({ id: need.sendId, outcome }).then(onClose))
  return (
    <Dialog
      title={`Was the message to ${need.name} sent?`}
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose} data-autofocus>
            Not now
          </Button>
          <ActionButton variant="default" busy={action.busy} busyLabel="One moment" onClick={() => resolve('not_sent')}>
            Not sent: send it again
          </ActionButton>
          <ActionButton busy={action.busy} busyLabel="One moment" onClick={() => resolve('sent')}>
            It was sent
          </ActionButton>
        </>
      }
    >
      <p>
        The connection broke while step {need.stepPosition} of {need.campaignName} was leaving, and it is not in the Sent folder. Look into
        the mailbox, or ask the person, before you decide: sent again, they may get it twice.
      </p>
    </Dialog>
  )
}
