import { randomBytes } from 'node:crypto'
import { notFound, UserError } from '../../../shared/errors.ts'
import type { Credential, SignInInput, SignInStatus } from '../../../shared/schemas/mailboxes.ts'
import type { Ports } from '../ports/ports.ts'
import type { OAuthClient, SignInListener } from '../ports/sign-in.ts'
import { authorizeUrl, emailInIdToken, oauthProviders, readAnswer } from '../rules/mailboxes/oauth-providers.ts'

/** So long a person has at the provider's page. */
const waitMs = 5 * 60_000
/** What a sign-in brought is kept for so long, until a mailbox uses it. In memory only. */
const keptMs = 30 * 60_000
/** Older ones are given up: nobody signs in to so many at once. */
const mostAtOnce = 5

/** Sign-ins at providers' pages, from their beginning until a mailbox takes what they brought. */
export interface SignIns {
  /** @throws UserError PRECONDITION_FAILED where there is no client id */
  start(input: SignInInput): Promise<{ signInId: string; url: string; expiresAt: string }>
  /** @throws UserError NOT_FOUND */
  status(signInId: string): SignInStatus
  /**
   * What it brought.
   * @throws UserError PRECONDITION_FAILED where it is not done, or forgotten
   */
  credential(signInId: string): Credential
  /** A token of it was renewed before a mailbox took it. */
  renewed(signInId: string, credential: Credential): void
  /** Ends it and forgets what it brought. Nothing happens where there is none. */
  forget(signInId: string): void
  close(): void
}

interface SignIn {
  status: SignInStatus
  credential: Credential | null
  listener: SignInListener
  startedAt: number
}

export function createSignIns({ signIn: port, clock }: Pick<Ports, 'signIn' | 'clock'>): SignIns {
  const known = new Map<string, SignIn>()

  function forget(signInId: string): void {
    known.get(signInId)?.listener.close()
    known.delete(signInId)
  }

  function tidy(): void {
    const old = clock.now() - keptMs
    for (const [id, one] of known) if (one.startedAt < old || known.size >= mostAtOnce) forget(id)
  }

  function find(signInId: string): SignIn | undefined {
    const found = known.get(signInId)
    if (found && found.startedAt < clock.now() - keptMs) {
      forget(signInId)
      return undefined
    }
    return found
  }

  async function finish(one: SignIn, input: SignInInput, client: OAuthClient, tenant: string, verifier: string): Promise<void> {
    const provider = oauthProviders[input.provider]
    const answer = await one.listener.answer
    if (!answer) {
      one.status = { state: 'failed', message: `No answer came from ${provider.name} within five minutes. Try again.` }
      return
    }
    const read = readAnswer(answer, provider.name)
    if ('problem' in read) {
      one.status = { state: 'failed', message: read.problem }
      return
    }
    const tokenUrl = provider.token(tenant)
    const { clientId, clientSecret } = client
    const tokens = await port.exchange(tokenUrl, {
      code: read.code,
      code_verifier: verifier,
      client_id: clientId,
      ...(clientSecret ? { client_secret: clientSecret } : {}),
      redirect_uri: one.listener.redirectUri,
    })
    if (!tokens.ok) {
      one.status = { state: 'failed', message: tokens.message }
      return
    }
    const { accessToken, refreshToken } = tokens
    const expiresAt = new Date(clock.now() + tokens.expiresInMs).toISOString()
    one.credential = { kind: 'xoauth2', accessToken, refreshToken, clientId, clientSecret, tokenUrl, expiresAt }
    const email = emailInIdToken(tokens.idToken) ?? undefined
    one.status = { state: 'done', email, message: doneWords(provider.name, email, input.email) }
  }

  return {
    async start(input) {
      const provider = oauthProviders[input.provider]
      const client = input.clientId ? { clientId: input.clientId, clientSecret: input.clientSecret } : port.client(input.provider)
      if (!client) {
        throw new UserError('PRECONDITION_FAILED', `Campaign Desk has no client id of its own for ${provider.name}.`, {
          advice: `Register one there (${provider.registerUrl}) and enter it, or use a password where ${provider.name} still takes one.`,
        })
      }
      tidy()
      const tenant = input.tenant ?? 'common'
      const [signInId, state, verifier] = [token(), token(), token()]
      const listener = await port.listen({ state, host: provider.redirectHost, timeoutMs: waitMs })
      const one: SignIn = {
        status: { state: 'waiting', message: `Sign in to ${provider.name} in the window that opened.` },
        credential: null,
        listener,
        startedAt: clock.now(),
      }
      known.set(signInId, one)
      void finish(one, input, client, tenant, verifier).catch(() => {
        one.status = { state: 'failed', message: 'The sign-in could not be finished. Try again.' }
      })
      const { email } = input
      const url = authorizeUrl({
        provider: input.provider,
        tenant,
        clientId: client.clientId,
        redirectUri: listener.redirectUri,
        state,
        verifier,
        email,
      })
      return { signInId, url, expiresAt: new Date(one.startedAt + waitMs).toISOString() }
    },

    status(signInId) {
      const found = find(signInId)
      if (!found) throw notFound('sign-in', signInId.slice(0, 100))
      return found.status
    },

    credential(signInId) {
      const found = find(signInId)
      if (found?.credential) return found.credential
      throw new UserError('PRECONDITION_FAILED', 'This sign-in is not there any more, so nothing was saved.', {
        advice: 'Sign in once more. It is kept for half an hour, and ends when Campaign Desk is closed.',
      })
    },

    renewed(signInId, credential) {
      const found = find(signInId)
      if (found?.credential) found.credential = credential
    },

    forget,

    close() {
      for (const id of [...known.keys()]) forget(id)
    },
  }
}

/** 256 random bits as text: also the shape that RFC 7636 asks of a verifier. */
function token(): string {
  return randomBytes(32).toString('base64url')
}

function doneWords(name: string, signedIn: string | undefined, wanted: string | undefined): string {
  if (!signedIn) return `${name} has let Campaign Desk in.`
  if (!wanted || signedIn.toLowerCase() === wanted.toLowerCase()) return `${name} has let Campaign Desk in as ${signedIn}.`
  return `You signed in as ${signedIn}, and the mailbox is ${wanted}. That works only where ${signedIn} may use it.`
}
