import { Button } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Mailbox } from '../../../shared/schemas/mailboxes.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Page } from '../../components/frame/Page.tsx'
import { WayBack } from '../../components/frame/WayBack.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { mailboxView } from '../../lib/mailboxes/words.ts'
import { toasts } from '../../stores/toasts.ts'
import { MailboxFacts, MailboxState } from './MailboxCard.tsx'
import { MailboxForm } from './MailboxForm.tsx'
import { CredentialDialog } from './MendAction.tsx'
import { ServersSection } from './ServersSection.tsx'
import { TestDialog } from './TestDialog.tsx'

type Asked = 'test' | 'credential' | 'remove'

/** One mailbox: how it is, its settings, and the way to be rid of it. */
export function MailboxPanel({ mailbox }: { mailbox: Mailbox }) {
  const desk = useDesk()
  const pausing = useAction()
  const [asked, setAsked] = useState<Asked | null>(null)
  const { id, email, auth, status } = mailbox
  const close = () => setAsked(null)
  const pauseOrResume = () =>
    pausing.run(async () => {
      await (status === 'paused' ? desk.client.mailboxes.resume({ id }) : desk.client.mailboxes.pause({ id }))
      desk.mailboxes.touch()
    })
  const heading = <WayBack to="/mailboxes" parent="Mailboxes" title={email} />
  const actions = (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsked('test')}>
        Test
      </Button>
      <ActionButton size="compact-sm" variant="default" busy={pausing.busy} busyLabel="One moment" onClick={() => void pauseOrResume()}>
        {status === 'paused' ? 'Resume' : 'Pause'}
      </ActionButton>
    </>
  )
  return (
    <Page title={email} heading={heading} actions={actions}>
      <div className="setup">
        <section className="mailbox-card" aria-label="State">
          <StatusBadge view={mailboxView(mailbox)} />
          <MailboxState mailbox={mailbox} />
          {pausing.problem && <ProblemNote problem={pausing.problem} />}
          <MailboxFacts mailbox={mailbox} />
        </section>
        <MailboxForm mailbox={mailbox} />
        <ServersSection mailbox={mailbox} onNewPassword={() => setAsked('credential')} />
        <section className="setup-card" aria-labelledby="remove-title">
          <h2 id="remove-title">Remove it</h2>
          <div className="setup-row">
            <p className="grow muted">Its password is deleted from this computer. What was sent stays in the reports.</p>
            <Button variant="default" color="red" onClick={() => setAsked('remove')}>
              Remove {email.length > 32 ? 'this mailbox' : email}
            </Button>
          </div>
        </section>
      </div>
      {asked === 'test' && <TestDialog mailbox={mailbox} onClose={close} />}
      {asked === 'credential' && <CredentialDialog mailbox={mailbox} kind={auth === 'xoauth2' ? 'sign_in' : 'password'} onClose={close} />}
      {asked === 'remove' && <RemoveDialog mailbox={mailbox} onClose={close} />}
    </Page>
  )
}

function RemoveDialog({ mailbox, onClose }: { mailbox: Mailbox; onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  const [, navigate] = useLocation()
  const remove = async () => {
    const done = await action.run(async () => {
      await desk.client.mailboxes.remove({ id: mailbox.id })
      desk.mailboxes.touch()
    })
    if (!done) return
    toasts.say(`${mailbox.email} was removed.`)
    navigate('/mailboxes')
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        Keep it
      </Button>
      <ActionButton color="red" busy={action.busy} busyLabel="Removing" onClick={() => void remove()}>
        Remove it
      </ActionButton>
    </>
  )
  return (
    <Dialog title={`Remove ${mailbox.email}?`} problem={action.problem} actions={actions} onClose={onClose}>
      <p>Nothing is sent from it any more, and its replies are no longer read. Its password is deleted from this computer.</p>
    </Dialog>
  )
}
