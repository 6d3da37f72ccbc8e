import { Button, Collapse, PasswordInput, TextInput } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import type { SignInProvider } from '../../../../shared/schemas/mailboxes.ts'
import { openLink } from '../../../api/open-link.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { OutsideLink } from '../../../components/OutsideLink.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'

interface Props {
  provider: SignInProvider
  email: string
  /** A client id is built in; otherwise the form for one's own is open. */
  ready: boolean
  /** The person signed in: the tokens are with the engine, under this id. `message` says as whom. */
  onDone(signInId: string, message: string): void
  /** Not the first choice of this provider's people: drawn quietly. */
  quiet?: boolean
}

const names = { google: 'Google', microsoft: 'Microsoft' }
const registers = {
  google: 'https://console.cloud.google.com/apis/credentials',
  microsoft: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
}
const kinds = {
  google: 'Make an OAuth client of the kind “Desktop app”. While its consent screen is in testing, Google ends the sign-in after 7 days.',
  microsoft:
    'Register an app with the platform “Mobile and desktop applications” and the redirect http://localhost, and the permissions IMAP.AccessAsUser.All and SMTP.Send.',
}
const pollMs = 1000

/** Sign-in at the provider's own page, in the system browser. Secrets stay with the engine. */
export function SignInPanel({ provider, email, ready, onDone, quiet = false }: Props) {
  const desk = useDesk()
  const action = useAction()
  const formId = useId()
  const [own, setOwn] = useState(!ready && !quiet)
  const [client, setClient] = useState({ clientId: '', clientSecret: '', tenant: '' })
  const [waiting, setWaiting] = useState<{ signInId: string; url: string } | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const done = useRef(onDone)
  done.current = onDone
  const name = names[provider]

  useEffect(() => {
    if (!waiting) return
    const { signInId } = waiting
    let over = false
    let timer: ReturnType<typeof setTimeout>
    async function ask(): Promise<void> {
      const status = await desk.client.mailboxes.signIn({ signInId }).catch(() => null)
      if (over) return
      if (status === null || status.state === 'waiting') {
        timer = setTimeout(ask, pollMs)
        return
      }
      over = true
      setWaiting(null)
      if (status.state === 'done') done.current(signInId, status.message)
      else setFailed(status.message)
    }
    timer = setTimeout(ask, pollMs)
    return () => {
      clearTimeout(timer)
      // Left in the middle: nobody waits for it any more.
      if (!over) void desk.client.mailboxes.cancelSignIn({ signInId }).catch(() => {})
      over = true
    }
  }, [desk, waiting])

  const start = () =>
    action.run(async () => {
      setFailed(null)
      const { clientId, clientSecret, tenant } = client
      const mine = own && clientId.trim() ? { clientId: clientId.trim(), ...(clientSecret && { clientSecret: clientSecret.trim() }) } : {}
      const started = await desk.client.mailboxes.startSignIn({
        provider,
        ...(email && { email }),
        ...mine,
        ...(provider === 'microsoft' && tenant.trim() && { tenant: tenant.trim() }),
      })
      setWaiting(started)
      await openLink(desk.client, started.url)
    })

  const signIn = (
    <ActionButton variant={quiet ? 'default' : 'filled'} busy={action.busy} busyLabel="Opening your browser" onClick={() => void start()}>
      Sign in with {name}
    </ActionButton>
  )
  const mine = own && client.clientId.trim() !== ''
  return (
    <div className="setup-sign-in" data-testid="sign-in">
      {waiting ? (
        <div className="setup-row">
          <output>Waiting for you at {name}. Sign in there, then come back.</output>
          <OutsideLink url={waiting.url}>Open the page again</OutsideLink>
          <Button size="compact-sm" variant="default" onClick={() => setWaiting(null)}>
            Cancel
          </Button>
        </div>
      ) : (
        <div className="setup-row">
          {ready && !mine && signIn}
          <button type="button" className="link-button" aria-expanded={own} aria-controls={formId} onClick={() => setOwn(!own)}>
            {ready ? 'Use your own client id' : `Sign in with ${name} through your own client id`}
          </button>
        </div>
      )}
      <Collapse expanded={own} id={formId}>
        <div className="own-client">
          <p className="small">
            {kinds[provider]} <OutsideLink url={registers[provider]}>Open {name}’s console</OutsideLink>
          </p>
          <div className="form-columns">
            <TextInput
              label="Client id"
              value={client.clientId}
              maxLength={500}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setClient({ ...client, clientId: event.currentTarget.value })}
            />
            {provider === 'google' ? (
              <PasswordInput
                label="Client secret"
                value={client.clientSecret}
                maxLength={500}
                autoComplete="off"
                onChange={(event) => setClient({ ...client, clientSecret: event.currentTarget.value })}
              />
            ) : (
              <TextInput
                label="Tenant (optional)"
                placeholder="contoso.com"
                value={client.tenant}
                maxLength={255}
                spellCheck={false}
                onChange={(event) => setClient({ ...client, tenant: event.currentTarget.value })}
              />
            )}
          </div>
          {mine && !waiting && <div className="setup-row">{signIn}</div>}
        </div>
      </Collapse>
      {failed && <ProblemNote problem={{ code: 'SIGN_IN', message: failed, advice: '' }} />}
      {action.problem && <ProblemNote problem={action.problem} />}
    </div>
  )
}
