import { afterAll, beforeAll, expect, it } from 'vitest'
import { createImapReader } from '../../src/main/engine/adapters/mail/imap.ts'
import type { MailReader } from '../../src/main/engine/ports/mail.ts'

import { type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import { fakeAccount, quietLog, systemClock, until } from '../fakes/mail.ts'
import { addCampaign, addMailbox, addPerson, all, mailFrom, openSyncWorld, report, type SyncWorld, value } from './sync-world.ts'

let dovecot: FakeDovecot
let reader: MailReader
let world: SyncWorld

beforeAll(async () => {
  dovecot = await startDovecot()
  reader = createImapReader({ clock: systemClock, log: quietLog })
  // Dovecot dates mail by the machine's clock.
  world = openSyncWorld({}, { reader, at: Date.now() })
})
afterAll(async () => {
  await world?.close()
  await reader?.close()
  await dovecot?.stop()
})

it('reads answers, reports and wishes from a real Dovecot, from every folder that mail may lie in, woken by IDLE', async () => {
  const mailboxId = addMailbox(world)
  const campaignId = addCampaign(world, mailboxId)
  world.accounts.set(
    mailboxId,
    fakeAccount({
      mailboxId,
      imap: { port: dovecot.imapPort, user: dovecot.user },
      imapCredential: { kind: 'password', password: dovecot.password },
    }),
  )
  const person = (email: string) => addPerson(world, campaignId, mailboxId, email)
  const [answers, newThread, bounces, optsOut, silent, inSpam, byFilter, archived] = [
    person('answers@one.example'),
    person('newthread@two.example'),
    person('bounces@three.example'),
    person('optsout@four.example'),
    person('silent@five.example'),
    person('inspam@six.example'),
    person('byfilter@seven.example'),
    person('archived@eight.example'),
  ]
  await dovecot.deliver(mailFrom(silent.email, { inReplyTo: silent.messageId, id: '<old@x.example>' }))
  await world.drain()
  expect(value(world, 'select sync_error from mailboxes')).toBeNull()
  expect(value(world, 'select count(*) from cursors')).toBeGreaterThanOrEqual(1)

  world.clock.jump(Date.now())
  await dovecot.deliver(mailFrom(answers.email, { inReplyTo: answers.messageId }))
  await dovecot.deliver(mailFrom(newThread.email))
  await dovecot.deliver(report(bounces, '5.1.1'))
  await dovecot.deliver(mailFrom(optsOut.email, { inReplyTo: optsOut.messageId, text: 'Bitte austragen.' }))
  await dovecot.deliver(mailFrom(inSpam.email, { inReplyTo: inSpam.messageId }), 'Junk')
  await dovecot.deliver(mailFrom(byFilter.email, { inReplyTo: byFilter.messageId }), 'Kunden')
  await dovecot.deliver(mailFrom(archived.email), 'Archive')
  await dovecot.deliver('Subject: a mail without anything\n\n')
  // IDLE makes the mailbox due long before the five minutes are over.
  await until(() => value<number>(world, 'select next_sync_at from mailboxes') <= world.clock.now(), 10_000)
  await world.drain()
  const recorded = () => value<number>(world, `select count(*) from incoming`)
  await until(async () => {
    await world.sweep()
    return recorded() >= 8
  }, 10_000)

  const statuses = all<{ email: string; status: string }>(
    world,
    'select c.email, e.status from enrollments e join contacts c on c.id = e.contact_id order by e.id',
  ).map(({ email, status }) => `${email} ${status}`)
  expect(statuses).toEqual([
    'answers@one.example replied',
    'newthread@two.example replied',
    'bounces@three.example bounced',
    'optsout@four.example opted_out',
    'silent@five.example active',
    'inspam@six.example replied',
    'byfilter@seven.example replied',
    'archived@eight.example replied',
  ])
  expect(value(world, `select count(*) from ledger where kind = 'reply'`)).toBe(5)
}, 60_000)
