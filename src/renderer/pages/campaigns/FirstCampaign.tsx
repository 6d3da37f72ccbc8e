import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { ActionButton } from '../../components/ActionButton.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useNewCampaign } from '../../hooks/use-new-campaign.ts'
import { useOpenSandbox } from '../../hooks/use-open-sandbox.ts'

/** Where there is no campaign yet: see one work, and what the first one needs. */
export function FirstCampaign() {
  const desk = useDesk()
  const mailboxes = useStore(desk.mailboxes.store, (state) => state.value)
  const sandbox = useOpenSandbox()
  const newCampaign = useNewCampaign()
  if (desk.place === 'sandbox')
    return <EmptyState title="No campaigns in the sandbox">Start over above, or make one of your own.</EmptyState>
  const connected = (mailboxes?.length ?? 0) > 0
  const problem = sandbox.problem ?? newCampaign.problem
  return (
    <section className="first-campaign" aria-label="No campaigns yet">
      <div className="first-card">
        <Icon name="flask" />
        <h2>Try it with the sandbox</h2>
        <p className="muted">A campaign with invented people who answer, bounce and opt out. Nothing leaves this machine.</p>
        <ActionButton variant={connected ? 'default' : 'filled'} busy={sandbox.busy} busyLabel="Opening the sandbox" onClick={sandbox.run}>
          Open the sandbox
        </ActionButton>
      </div>
      {connected ? (
        <>
          <div className="first-card">
            <Icon name="people" />
            <h2>People you choose</h2>
            <p className="muted">A sequence for contacts that you pick or import. You read every message before anything leaves.</p>
            <ActionButton busy={newCampaign.busy} busyLabel="One moment" onClick={() => newCampaign.run('list')}>
              Write to people you choose
            </ActionButton>
          </div>
          <div className="first-card">
            <Icon name="search" />
            <h2>New people every day</h2>
            <p className="muted">
              Finds creators who match, gets their addresses, and writes to them the same day. It can be tried with invented people first.
            </p>
            <ActionButton variant="default" busy={newCampaign.busy} busyLabel="One moment" onClick={() => newCampaign.run('discovery')}>
              Look for new people
            </ActionButton>
          </div>
        </>
      ) : (
        <div className="first-card">
          <Icon name="mailbox" />
          <h2>Connect your mailbox</h2>
          <p className="muted">Campaigns are sent from your own address. Gmail, Microsoft 365, iCloud and others, in about a minute.</p>
          <Button variant="default" component={Link} href="/mailboxes/new">
            Connect a mailbox
          </Button>
        </div>
      )}
      {problem && <ProblemNote problem={problem} />}
    </section>
  )
}
