import { z } from 'zod'
import { id, line, ok } from '../schemas/common.ts'
import { discovery, mailbox, mailboxInput, mailboxPatch, mailboxTest } from '../schemas/mailboxes.ts'
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
    .input(mailboxInput)
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
}
