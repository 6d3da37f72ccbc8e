import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { CredentialInput, Mailbox } from '../../../shared/schemas/mailboxes.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveValue } from '../../hooks/use-live.ts'
import { mendWord } from '../../lib/mailboxes/words.ts'
import { toasts } from '../../stores/toasts.ts'
import { Checks } from './connect/Checks.tsx'
import { SignInPanel } from './connect/SignInPanel.tsx'
import { useConnect } from './connect/use-connect.ts'
import { TestDialog } from './TestDialog.tsx'

/** The one button that puts a mailbox right. */
export function MendAction({ mailbox }: { mailbox: Mailbox }) {
  const desk = useDesk()
  const action = useAction()
  const [asked, setAsked] = useState(false)
  const word = mendWord(mailbox)
  if (!word) return null
  const resume = () =>
    action.run(async () => {
      await desk.client.mailboxes.resume({ id: mailbox.id })
      desk.mailboxes.touch()
    })
  return (
    <>
      <ActionButton
        size="compact-sm"
        variant={mailbox.mend === 'resume' ? 'default' : 'filled'}
        busy={action.busy}
        busyLabel="One moment"
        onClick={() => (mailbox.mend === 'resume' ? void resume() : setAsked(true))}
      >
        {word}
      </ActionButton>
      {action.problem && <ProblemNote problem={action.problem} />}
      {asked && mailbox.mend === 'test' && <TestDialog mailbox={mailbox} onClose={() => setAsked(false)} />}
      {asked && (mailbox.mend === 'password' || mailbox.mend === 'sign_in') && (
        <CredentialDialog mailbox={mailbox} kind={mailbox.mend} onClose={() => setAsked(false)} />
      )}
    </>
  )
}

interface CredentialProps {
  mailbox: Mailbox
  kind: 'password' | 'sign_in'
  onClose(): void
}

/** A new password or sign-in, tried before it replaces the one that is kept. */
export function CredentialDialog({ mailbox, kind, onClose }: CredentialProps) {
  const desk = useDesk()
  const connecting = useConnect()
  const [password, setPassword] = useState('')
  const providers = useLiveValue(
    'providers',
    () => desk.client.mailboxes.providers({}),
    () => false,
  )
  const online = useStore(desk.connection.store, (state) => state.state === 'online')
  const provider = providers.value?.find(({ preset }) => preset === mailbox.preset)
  async function use(credential: CredentialInput): Promise<void> {
    const { id, email, smtp, imap, preset, allowUnencrypted, allowInvalidCertificate } = mailbox
    const settings = { email, smtp, imap, preset, allowUnencrypted, allowInvalidCertificate }
    const saved = await connecting.connect(settings, credential, () => desk.client.mailboxes.update({ id, credential }))
    if (!saved) return
    desk.mailboxes.touch()
    toasts.say(`${email} can sign in again.`, { hue: 'good' })
    onClose()
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      {kind === 'password' && (
        <ActionButton busy={connecting.busy} busyLabel="Signing in" onClick={() => void use({ kind: 'password', password })}>
          Connect
        </ActionButton>
      )}
    </>
  )
  return (
    <Dialog
      title={kind === 'password' ? `New password for ${mailbox.email}` : `Sign in to ${mailbox.email} again`}
      problem={online ? connecting.problem : null}
      actions={actions}
      onClose={onClose}
    >
      {kind === 'sign_in' && provider?.signIn && (
        <SignInPanel
          provider={provider.signIn}
          email={mailbox.email}
          ready={provider.signInReady}
          onDone={(signInId) => void use({ kind: 'signIn', signInId })}
        />
      )}
      {kind === 'sign_in' && provider && !provider.signIn && (
        <p>Its sign-in was set up through the API. Give it a new one there, or remove the mailbox and add it again.</p>
      )}
      {kind === 'password' && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void use({ kind: 'password', password })
          }}
        >
          {provider?.advice && <p className="muted">{provider.advice}</p>}
          <PasswordInput
            mt={8}
            label={provider?.password === 'app' ? 'App password' : 'Password'}
            value={password}
            maxLength={1000}
            autoComplete="new-password"
            data-autofocus
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </form>
      )}
      {connecting.checks.length > 0 && <Checks checks={connecting.checks} />}
    </Dialog>
  )
}
