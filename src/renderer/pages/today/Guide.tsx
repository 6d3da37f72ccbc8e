import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveValue } from '../../hooks/use-live.ts'
import { useNewCampaign } from '../../hooks/use-new-campaign.ts'
import { useOpenSandbox } from '../../hooks/use-open-sandbox.ts'
import { audiences } from '../../lib/audiences/index.ts'
import { DraftsWaiting } from './DraftsWaiting.tsx'

/** The first start: what there is to do, each ticked off by what is really there, until it is put away. */
export function Guide() {
  const desk = useDesk()
  const workspace = useStore(desk.workspace.store, (state) => state.value)
  if (!workspace) return null
  return desk.place === 'sandbox' || workspace.guideDone ? <DraftsWaiting /> : <FirstSteps />
}

function FirstSteps() {
  const desk = useDesk()
  const sandbox = useOpenSandbox()
  const newCampaign = useNewCampaign()
  const away = useAction()
  const mailboxes = useStore(desk.mailboxes.store, (state) => state.value)
  const campaigns = useStore(desk.campaigns.store)
  const contacts = useLiveValue(
    'contacts',
    () => desk.client.contacts.list({ limit: 1 }),
    ({ type }) => type === 'contacts.changed' || type === 'import.changed',
  )
  const first = campaigns.items[0]
  const steps = [
    {
      title: 'Connect your mailbox',
      words: 'Gmail, Microsoft 365, iCloud and others, in about a minute.',
      done: (mailboxes?.length ?? 0) > 0,
      action: (
        <Button size="compact-sm" variant="default" component={Link} href="/mailboxes/new">
          Connect
        </Button>
      ),
    },
    {
      title: 'Bring your people, or have them found',
      words: 'From a CSV file, one by one, or new people found every day.',
      done: (contacts.value?.total ?? 0) > 0 || campaigns.items.some(({ audience }) => audiences[audience].findsPeople),
      action: (
        <div className="guide-choice">
          <Button size="compact-sm" variant="default" component={Link} href="/contacts/import">
            Import
          </Button>
          <ActionButton
            size="compact-sm"
            variant="default"
            busy={newCampaign.busy}
            busyLabel="One moment"
            onClick={() => newCampaign.run('discovery')}
          >
            Have them found
          </ActionButton>
        </div>
      ),
    },
    {
      title: 'Write a campaign',
      words: 'You see the real message while you write, and the whole plan before anything leaves.',
      done: campaigns.items.some(({ status }) => status !== 'draft'),
      action: first ? (
        <Button size="compact-sm" variant="default" component={Link} href={`/campaigns/${first.id}/build`}>
          Go on
        </Button>
      ) : (
        <ActionButton
          size="compact-sm"
          variant="default"
          busy={newCampaign.busy}
          busyLabel="One moment"
          onClick={() => newCampaign.run('list')}
        >
          Begin
        </ActionButton>
      ),
    },
  ]
  const problem = sandbox.problem ?? newCampaign.problem ?? away.problem
  const putAway = (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      onClick={() => void away.run(async () => desk.workspace.set(await desk.client.workspace.update({ guideDone: true })))}
    >
      Put this guide away
    </Button>
  )
  const trySandbox = (look: 'filled' | 'default') => (
    <ActionButton
      size={look === 'filled' ? 'sm' : 'compact-sm'}
      variant={look}
      busy={sandbox.busy}
      busyLabel="Opening the sandbox"
      onClick={sandbox.run}
    >
      Try the sandbox
    </ActionButton>
  )
  if (steps.every(({ done }) => done)) {
    return (
      <section className="panel" aria-label="First steps">
        <div className="guide-done">
          <Icon name="check" className="hue-good" />
          <p>Your first campaign is on its way. To try something out, there is the sandbox.</p>
          {trySandbox('default')}
          {putAway}
        </div>
        {problem && <ProblemNote problem={problem} />}
      </section>
    )
  }
  return (
    <section className="guide" aria-label="First steps">
      <div className="guide-card guide-sandbox">
        <Icon name="flask" />
        <h2>See it work first</h2>
        <p className="muted">
          The sandbox has forty invented people who answer, bounce and opt out, and a campaign that finds new ones every day. Two weeks take
          a minute there, and nothing leaves this machine.
        </p>
        {trySandbox('filled')}
      </div>
      <div className="guide-card">
        <h2>Then your own first campaign</h2>
        <ol className="guide-steps">
          {steps.map(({ title, words, done, action }, index) => (
            <li key={title} data-done={done}>
              <span className="guide-mark">{done ? <Icon name="check" className="hue-good" /> : index + 1}</span>
              <div>
                <p>
                  <strong>{title}</strong>
                  {done && <span className="visually-hidden"> (done)</span>}
                </p>
                <p className="muted small">{words}</p>
              </div>
              {!done && action}
            </li>
          ))}
        </ol>
        {putAway}
      </div>
      {problem && <ProblemNote problem={problem} />}
    </section>
  )
}
