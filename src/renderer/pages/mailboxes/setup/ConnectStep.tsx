import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { CredentialInput, Mailbox, MailboxDiscovery, MailProvider } from '../../../../shared/schemas/mailboxes.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { OutsideLink } from '../../../components/OutsideLink.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { serverInWords } from '../../../lib/mailboxes/words.ts'
import { Checks } from '../connect/Checks.tsx'
import { type Servers, ServersForm } from '../connect/ServersForm.tsx'
import { SignInPanel } from '../connect/SignInPanel.tsx'
import { useConnect } from '../connect/use-connect.ts'

interface Props {
  email: string
  found: MailboxDiscovery
  /** What is known of the provider; undefined where it is another. */
  provider: MailProvider | undefined
  onConnected(mailbox: Mailbox): void
}

/** Shows where the password goes before it is sent there, signs in, and saves only what works. */
export function ConnectStep({ email, found, provider, onConnected }: Props) {
  const desk = useDesk()
  const connecting = useConnect()
  const [servers, setServers] = useState<Servers>(() => serversFor(found, email))
  const unknown = found.smtp.host === ''
  const [editing, setEditing] = useState(unknown)
  const [address, setAddress] = useState(email.trim())
  if (address !== email.trim()) {
    // Whoever corrects the address corrects the user name with it, unless that is another one.
    setAddress(email.trim())
    setServers(withUser(servers, address, email.trim()))
  }
  const [password, setPassword] = useState('')
  const [signedIn, setSignedIn] = useState<{ id: string; message: string } | null>(null)
  const takesPassword = provider?.password !== 'refused'
  const certificateRefused = connecting.checks.some((check) => check.state === 'done' && check.result.problem === 'certificate')

  async function connect(credential: CredentialInput): Promise<void> {
    const settings = { ...servers, email: email.trim(), preset: found.preset, saveSentCopy: found.saveSentCopy }
    const mailbox = await connecting.connect(settings, credential, () => desk.client.mailboxes.create({ ...settings, credential }))
    if (!mailbox) return
    desk.mailboxes.touch()
    onConnected(mailbox)
  }

  return (
    <section className="setup-card" aria-labelledby="connect-title">
      <h2 id="connect-title">Connect {provider?.name ?? 'it'}</h2>
      {!unknown && (
        <div className="found">
          {!editing && (
            <>
              <span className="badge">
                <Icon name="send" className="hue-quiet" />
                Sends through {serverInWords(servers.smtp)}
              </span>
              <span className="badge">
                <Icon name="mail" className="hue-quiet" />
                Reads from {serverInWords(servers.imap)}
              </span>
            </>
          )}
          <button type="button" className="link-button" aria-expanded={editing} onClick={() => setEditing(!editing)}>
            {editing ? 'Done with the servers' : 'Change the servers'}
          </button>
        </div>
      )}
      {(editing || certificateRefused) && (
        <ServersForm value={servers} onChange={setServers} offerCertificate={certificateRefused} takesFocus={unknown} />
      )}
      <Advice found={found} provider={provider} />
      {provider?.signIn && (
        <SignInPanel
          provider={provider.signIn}
          email={email.trim()}
          ready={provider.signInReady}
          quiet={provider.password === 'app' || (provider.password === 'ending' && !provider.signInReady)}
          onDone={(id, message) => {
            setSignedIn({ id, message })
            void connect({ kind: 'signIn', signInId: id })
          }}
        />
      )}
      {signedIn && <p>{signedIn.message}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void connect(signedIn && !password ? { kind: 'signIn', signInId: signedIn.id } : { kind: 'password', password })
        }}
      >
        <div className="setup-row">
          {takesPassword && (
            <PasswordInput
              className="grow"
              label={passwordLabel(provider)}
              value={password}
              maxLength={1000}
              autoComplete="new-password"
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          {(takesPassword || signedIn) && (
            <ActionButton type="submit" busy={connecting.busy} busyLabel="Signing in">
              Connect
            </ActionButton>
          )}
        </div>
      </form>
      {connecting.checks.length > 0 && <Checks checks={connecting.checks} />}
      {connecting.problem && <ProblemNote problem={connecting.problem} />}
      <p className="muted small">
        The password is kept on this computer only, encrypted, and goes to no server but these two. Nothing is saved before both sign-ins
        have worked.
      </p>
    </section>
  )
}

function Advice({ found, provider }: { found: MailboxDiscovery; provider: MailProvider | undefined }) {
  if (!found.advice) return null
  return (
    <div className="note">
      <Icon name="info" className="hue-quiet" />
      <div>
        <p>{found.advice}</p>
        {provider?.signIn && !provider.signInReady && provider.password !== 'app' && (
          <p>
            Campaign Desk brings no client id for it, so signing in there needs one of your own (below).
            {provider.password === 'ending' && ' Until then a password works where your administrator allows it.'}
          </p>
        )}
        {found.helpUrl && (
          <p>
            <OutsideLink url={found.helpUrl}>{provider?.password === 'app' ? 'How to make an app password' : 'How it works'}</OutsideLink>
          </p>
        )}
      </div>
    </div>
  )
}

function passwordLabel(provider: MailProvider | undefined): string {
  if (provider?.password === 'app') return 'App password'
  return provider?.password === 'ending' ? 'Password (until Microsoft ends it)' : 'Password'
}

function withUser(servers: Servers, from: string, to: string): Servers {
  const renamed = (user: string) => (user === from ? to : user)
  const { smtp, imap } = servers
  return { ...servers, smtp: { ...smtp, user: renamed(smtp.user) }, imap: { ...imap, user: renamed(imap.user) } }
}

function serversFor(found: MailboxDiscovery, email: string): Servers {
  const user = email.trim()
  return {
    smtp: { ...found.smtp, user: found.smtp.user || user },
    imap: { ...found.imap, user: found.imap.user || user },
    allowUnencrypted: false,
    allowInvalidCertificate: false,
  }
}
