import { z } from 'zod'
import { id, line, ok } from '../schemas/common.ts'
import {
  discovery,
  mailbox,
  mailboxDraft,
  mailboxInput,
  mailboxPatch,
  mailboxTest,
  mailProvider,
  signInInput,
  signInStarted,
  signInStatus,
} from '../schemas/mailboxes.ts'
import { base } from './base.ts'

const tags = ['Mailboxes']
const one = z.strictObject({ id })

export const mailboxes = {
  list: base
    .route({ method: 'GET', path: '/mailboxes', tags, summary: 'All mailboxes, with what they sent today and what is wrong' })
    .output(z.array(mailbox)),
  create: base
    .route({
      method: 'POST',
      path: '/mailboxes',
      tags,
      successStatus: 201,
      summary: 'Add a mailbox; its password is kept encrypted and never given out',
    })
    .input(mailboxInput)
    .output(mailbox),
  get: base.route({ method: 'GET', path: '/mailboxes/{id}', tags, summary: 'One mailbox' }).input(one).output(mailbox),
  update: base
    .route({ method: 'PUT', path: '/mailboxes/{id}', tags, summary: 'Change a mailbox; what is left out stays' })
    .input(mailboxPatch)
    .output(mailbox),
  remove: base
    .route({ method: 'DELETE', path: '/mailboxes/{id}', tags, summary: 'Remove a mailbox that no campaign uses any more' })
    .input(one)
    .output(ok),
  test: base
    .route({ method: 'POST', path: '/mailboxes/{id}/test', tags, summary: 'Sign in to SMTP and IMAP and say what is wrong' })
    .input(one)
    .output(mailboxTest),
  testDraft: base
    .route({ method: 'POST', path: '/mailboxes/test', tags, summary: 'The same for settings that are not saved yet' })
    .input(mailboxDraft)
    .output(mailboxTest),
  discover: base
    .route({
      method: 'POST',
      path: '/mailboxes/discover',
      tags,
      summary: 'Find the servers for an address',
      description:
        'Known providers first. With lookup, the domain itself is asked too (autoconfig, SRV); with directory, also the public directory of Thunderbird, which then learns the domain.',
    })
    .input(z.strictObject({ email: line(320), lookup: z.boolean().default(true), directory: z.boolean().default(false) }))
    .output(discovery.nullable()),
  pause: base
    .route({ method: 'POST', path: '/mailboxes/{id}/pause', tags, summary: 'Send nothing from it; answers are still read' })
    .input(one)
    .output(mailbox),
  resume: base.route({ method: 'POST', path: '/mailboxes/{id}/resume', tags, summary: 'Send from it again' }).input(one).output(mailbox),
  mailToSelf: base
    .route({
      method: 'POST',
      path: '/mailboxes/{id}/mail-to-self',
      tags,
      summary: 'Send one test message from it to itself; it costs no credit',
    })
    .input(one)
    .output(z.object({ ok: z.boolean(), message: z.string() })),
  providers: base
    .route({ method: 'GET', path: '/mail-providers', tags, summary: 'The known providers: their servers, and how one signs in there' })
    .input(z.strictObject({ email: line(320).optional() }))
    .output(z.array(mailProvider)),
  startSignIn: base
    .route({
      method: 'POST',
      path: '/mailboxes/sign-in',
      tags,
      summary: "Begin a sign-in at a provider's own page",
      description:
        'The answer of the provider comes to a port on loopback that is open for five minutes. The tokens stay with the engine; name the sign-in as the credential of a mailbox to use them. PRECONDITION_FAILED without a client id.',
    })
    .input(signInInput)
    .output(signInStarted),
  signIn: base
    .route({ method: 'GET', path: '/mailboxes/sign-in/{signInId}', tags, summary: 'How a sign-in stands' })
    .input(z.strictObject({ signInId: z.string().min(1).max(100) }))
    .output(signInStatus),
  cancelSignIn: base
    .route({ method: 'DELETE', path: '/mailboxes/sign-in/{signInId}', tags, summary: 'Give a sign-in up, and forget what it brought' })
    .input(z.strictObject({ signInId: z.string().min(1).max(100) }))
    .output(ok),
}
