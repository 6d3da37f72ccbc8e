import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { Mailbox } from '../../../shared/schemas/mailboxes.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { serverInWords } from '../../lib/mailboxes/words.ts'
import { toasts } from '../../stores/toasts.ts'
import { Checks } from './connect/Checks.tsx'
import { type Servers, ServersForm } from './connect/ServersForm.tsx'
import { useConnect } from './connect/use-connect.ts'

/** Where it connects to. Other servers are tried with the password before they are saved. */
export function ServersSection({ mailbox, onNewPassword }: { mailbox: Mailbox; onNewPassword(): void }) {
  const desk = useDesk()
  const connecting = useConnect()
  const saving = useAction()
  const [servers, setServers] = useState<Servers | null>(null)
  const [password, setPassword] = useState('')
  const { id, email, preset, auth } = mailbox
  const refused = connecting.checks.some((check) => check.state === 'done' && check.result.problem === 'certificate')
  const done = () => {
    desk.mailboxes.touch()
    setServers(null)
    setPassword('')
    connecting.clear()
    toasts.say('The servers were saved.', { hue: 'good' })
  }
  async function save(): Promise<void> {
    if (!servers) return
    // A sign-in by token stays with its provider; the engine refuses to take it elsewhere.
    if (auth === 'xoauth2') {
      if (await saving.run(async () => void (await desk.client.mailboxes.update({ id, ...servers })))) done()
      return
    }
    const credential = { kind: 'password', password } as const
    const saved = await connecting.connect({ email, preset, ...servers }, credential, () =>
      desk.client.mailboxes.update({ id, ...servers, credential }),
    )
    if (saved) done()
  }
  return (
    <section className="setup-card" aria-labelledby="servers-title">
      <h2 id="servers-title">Servers</h2>
      {servers === null ? (
        <>
          <div className="found">
            <span className="badge">
              <Icon name="send" className="hue-quiet" />
              Sends through {serverInWords(mailbox.smtp)}
            </span>
            <span className="badge">
              <Icon name="mail" className="hue-quiet" />
              Reads from {serverInWords(mailbox.imap)}
            </span>
          </div>
          <div className="setup-row">
            <Button size="compact-sm" variant="default" onClick={onNewPassword}>
              {auth === 'xoauth2' ? 'Sign in again' : 'Enter a new password'}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setServers(serversOf(mailbox))}>
              Change the servers
            </Button>
          </div>
        </>
      ) : (
        <form
          className="setup-card-form"
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <ServersForm value={servers} onChange={setServers} offerCertificate={refused} />
          {auth === 'password' && (
            <PasswordInput
              label="Password"
              description="Asked for again, because it goes to these servers"
              value={password}
              maxLength={1000}
              autoComplete="new-password"
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          {connecting.checks.length > 0 && <Checks checks={connecting.checks} />}
          {(connecting.problem ?? saving.problem) && <ProblemNote problem={connecting.problem ?? saving.problem ?? nothing} />}
          <div className="actions">
            <Button
              variant="default"
              onClick={() => {
                setServers(null)
                setPassword('')
                connecting.clear()
              }}
            >
              Cancel
            </Button>
            <ActionButton type="submit" busy={connecting.busy || saving.busy} busyLabel="Signing in">
              {auth === 'password' ? 'Test and save' : 'Save'}
            </ActionButton>
          </div>
        </form>
      )}
    </section>
  )
}

const nothing = { code: '', message: '', advice: '' }

function serversOf({ smtp, imap, allowUnencrypted, allowInvalidCertificate }: Mailbox): Servers {
  return { smtp, imap, allowUnencrypted, allowInvalidCertificate }
}
