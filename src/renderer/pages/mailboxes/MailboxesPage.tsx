import '../../components/forms/cards.css'
import './mailboxes.css'
import { Button } from '@mantine/core'
import { Link, useLocation, useSearch } from 'wouter'
import { useStore } from 'zustand'
import { Page } from '../../components/frame/Page.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useCommands } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { mailboxesInOrder } from '../../lib/mailboxes/words.ts'
import { MailboxCard } from './MailboxCard.tsx'
import { MailboxPanel } from './MailboxPanel.tsx'

/** All mailboxes, those that need somebody first; `?open=3` shows the settings of one. */
export default function MailboxesPage() {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const openId = Number(new URLSearchParams(useSearch()).get('open'))
  const { value: mailboxes, problem } = useStore(desk.mailboxes.store)
  const open = mailboxes?.find(({ id }) => id === openId)
  useCommands([{ id: 'mailbox-new', title: 'Add a mailbox', group: 'Mailboxes', keys: 'n', run: () => navigate('/mailboxes/new') }])
  if (open) return <MailboxPanel key={open.id} mailbox={open} />
  const add = (
    <Button component={Link} href="/mailboxes/new" size="compact-sm" leftSection={<Icon name="plus" />}>
      Add a mailbox
    </Button>
  )
  return (
    <Page title="Mailboxes" actions={mailboxes && mailboxes.length > 0 ? add : undefined}>
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: desk.mailboxes.touch }} />}
      {!mailboxes && !problem && (
        <section className="panel panel-whole" aria-label="Mailboxes">
          <SkeletonRows label="Loading mailboxes" />
        </section>
      )}
      {mailboxes?.length === 0 && <NoMailbox />}
      {mailboxes && mailboxes.length > 0 && (
        <ul className="mailbox-list" aria-label="Mailboxes">
          {mailboxesInOrder(mailboxes).map((mailbox) => (
            <MailboxCard key={mailbox.id} mailbox={mailbox} />
          ))}
        </ul>
      )}
    </Page>
  )
}

function NoMailbox() {
  return (
    <section className="panel panel-whole empty" aria-label="No mailbox">
      <h2>Connect the mailbox that you write from</h2>
      <p>
        Campaign Desk sends from your own mailbox and reads the answers there. Your address and an app password are all it takes; the
        password stays on this computer.
      </p>
      <Button component={Link} href="/mailboxes/new" mt={8}>
        Add a mailbox
      </Button>
    </section>
  )
}
