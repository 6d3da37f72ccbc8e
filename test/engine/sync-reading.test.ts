import { afterEach, describe, expect, it } from 'vitest'
import { MailReadError } from '../../src/main/engine/ports/mail.ts'

import { alterMailbox } from '../builders/index.ts'
import { fakeAccount } from '../fakes/mail.ts'
import { addCampaign, addMailbox, addPerson, all, mailFrom, minuteMs, one, openSyncWorld, type SyncWorld, value } from './sync-world.ts'

let world: SyncWorld
afterEach(() => world.close())

async function begin() {
  world = openSyncWorld()
  const mailboxId = addMailbox(world)
  const campaignId = addCampaign(world, mailboxId)
  await world.drain()
  const person = (email: string) => addPerson(world, campaignId, mailboxId, email)
  const mailbox = () =>
    one<{
      status: string
      reason: string
      next_sync_at: number
      last_synced_at: number | null
      sync_error: string | null
      sync_failures: number
    }>(world, 'select * from mailboxes where id = ?', mailboxId)
  return { mailboxId, campaignId, person, mailbox }
}

const status = (enrollmentId: number) => value<string>(world, 'select status from enrollments where id = ?', enrollmentId)
const replies = () => value<number>(world, `select count(*) from incoming where class = 'reply'`)
const credits = () => value<number>(world, 'select coalesce(sum(credits), 0) from ledger')
const cursor = (role: string) =>
  one<{ uid_validity: string; uid: number } | undefined>(world, 'select uid_validity, uid from cursors where role = ?', role)
const eventCount = (type: string) => value<number>(world, 'select count(*) from events where type = ?', type)

describe('the cursor', () => {
  it('begins behind what is there: old mail is nobody’s answer', async () => {
    world = openSyncWorld()
    const mailboxId = addMailbox(world)
    const anna = addPerson(world, addCampaign(world, mailboxId), mailboxId, 'anna@acme.example')
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.drain()
    expect(cursor('inbox')).toEqual({ uid_validity: '1', uid: 100 })
    expect(cursor('spam')).toEqual({ uid_validity: '1', uid: 0 })
    expect(status(anna.enrollmentId)).toBe('active')
    expect(world.server.requests.map(({ cursor }) => cursor)).toEqual([null, null])
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(cursor('inbox')).toEqual({ uid_validity: '1', uid: 101 })
  })

  it('reads the spam folder too, and a mail that is moved out of it only once', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    for (const id of ['<spam-1@mail.example>', null]) {
      const uid = world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId, id }), 'spam')
      await world.sweep()
      world.server.rescue(uid)
      await world.sweep()
    }
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(replies()).toBe(2)
    expect(credits()).toBe(2)
    expect(cursor('inbox')?.uid).toBe(101)
  })

  it('goes through many batches, and through more than one run may read', async () => {
    const { person, mailbox } = await begin()
    const people = Array.from({ length: 1101 }, (_, at) => (at % 100 === 0 ? person(`person${at}@acme.example`) : null))
    for (const [at, someone] of people.entries()) {
      world.server.deliver(someone ? mailFrom(someone.email, { inReplyTo: someone.messageId }) : mailFrom(`stranger${at}@x.example`))
    }
    world.clock.jump(mailbox().next_sync_at)
    const startedAt = world.clock.now()
    await world.drain()
    expect(replies()).toBe(12)
    expect(value(world, 'select count(*) from incoming')).toBe(1101)
    expect(cursor('inbox')?.uid).toBe(99 + 1101)
    expect(mailbox().last_synced_at).toBe(startedAt)
  })

  it('survives renumbering without a second effect, and without losing what came meanwhile', async () => {
    const { person } = await begin()
    const [anna, berta] = [person('anna@acme.example'), person('berta@acme.example')]
    world.server.deliver(mailFrom('stranger@x.example'), 'inbox', world.clock.now() - 30 * 86_400_000)
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    world.server.deliver(mailFrom(berta.email, { inReplyTo: berta.messageId }))
    world.server.renumber()
    await world.sweep()
    expect(status(berta.enrollmentId)).toBe('replied')
    expect(credits()).toBe(2)
    expect(cursor('inbox')).toEqual({ uid_validity: '2', uid: 3 })
    const request = world.server.requests.findLast(({ role, cursor }) => role === 'inbox' && cursor?.uidValidity === '1')
    expect(request?.sinceOnRenumber).toBe(world.clock.now() - 5 * minuteMs - 2 * 86_400_000)
  })

  it('of a renumbered folder without news stands behind its end', async () => {
    const { person } = await begin()
    world.server.deliver(mailFrom('stranger@x.example'), 'inbox', world.clock.now() - 30 * 86_400_000)
    world.server.renumber()
    await world.sweep()
    expect(cursor('inbox')).toEqual({ uid_validity: '2', uid: 1 })
    const anna = person('anna@acme.example')
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(replies()).toBe(1)
  })

  it('is not led astray by a server that hands over what was not asked for', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    world.server.answer = (batch, { role }) => ({
      ...batch,
      messages:
        role === 'spam'
          ? []
          : [
              { uid: 5, source: Buffer.from(mailFrom(anna.email, { inReplyTo: anna.messageId })), internalDate: null },
              { uid: Number.NaN, source: Buffer.from('x'), internalDate: null },
              ...batch.messages.toReversed(),
              ...batch.messages,
            ],
    })
    await world.sweep()
    expect(replies()).toBe(1)
    expect(cursor('inbox')?.uid).toBe(100)
  })
})

describe('a server that fails', () => {
  it('in the middle loses nothing and repeats nothing', async () => {
    const { person, mailbox } = await begin()
    const people = Array.from({ length: 120 }, (_, at) => person(`person${at}@company${at}.example`))
    for (const someone of people) world.server.deliver(mailFrom(someone.email, { inReplyTo: someone.messageId }))
    world.server.before = (_, count) => {
      if (count === 4) throw new MailReadError('The IMAP server closed the connection.', false)
    }
    const before = mailbox()
    await world.sweep()
    expect(replies()).toBe(50)
    expect(mailbox()).toMatchObject({
      sync_error: 'The IMAP server closed the connection.',
      sync_failures: 1,
      last_synced_at: before.last_synced_at,
      next_sync_at: world.clock.now() + minuteMs,
      status: 'active',
    })
    await world.sweep()
    expect(replies()).toBe(120)
    expect(credits()).toBe(120)
    expect(mailbox()).toMatchObject({
      sync_error: null,
      sync_failures: 0,
      last_synced_at: world.clock.now(),
      next_sync_at: world.clock.now() + 5 * minuteMs,
    })
  })

  it('is asked again after 1, 2, 4, 8, 16, 30, 30 minutes, and its trouble is told once', async () => {
    const { mailbox } = await begin()
    world.server.before = () => {
      throw new MailReadError('The IMAP server could not be reached.', false)
    }
    const told = eventCount('mailbox.changed')
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      await world.sweep()
      waits.push((mailbox().next_sync_at - world.clock.now()) / minuteMs)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30])
    expect(eventCount('mailbox.changed')).toBe(told + 1)
    world.server.before = () => {}
    await world.sweep()
    expect(eventCount('mailbox.changed')).toBe(told + 2)
  })

  it('refusing the password pauses the mailbox with the reason, but not twice', async () => {
    const { mailbox } = await begin()
    world.server.before = () => {
      throw new MailReadError('The IMAP server refused the sign-in.', true)
    }
    await world.sweep()
    await world.sweep()
    expect(mailbox()).toMatchObject({
      status: 'paused',
      reason: 'The IMAP server refused the sign-in.',
      sync_error: 'The IMAP server refused the sign-in.',
    })
    expect(eventCount('mailbox.paused')).toBe(1)
  })

  it('is no reason to forget why a person paused the mailbox', async () => {
    const { mailbox, mailboxId } = await begin()
    alterMailbox(world.ctx.db, mailboxId, { status: 'paused', reason: 'You paused it' })
    world.server.before = () => {
      throw new MailReadError('no', true)
    }
    await world.sweep()
    expect(mailbox()).toMatchObject({ status: 'paused', reason: 'You paused it', sync_error: 'no' })
  })

  it('without a password that can be read pauses the mailbox', async () => {
    const { mailbox, mailboxId } = await begin()
    world.accounts.set(mailboxId, new Error('keychain says: hunter2'))
    await world.sweep()
    expect(mailbox()).toMatchObject({ status: 'paused', reason: 'The password of this mailbox could not be read. Enter it again.' })
    expect(world.log.lines.join()).not.toContain('hunter2')
  })

  it('by something that is not the port’s error is logged, and tried again later', async () => {
    const { mailbox } = await begin()
    world.server.before = () => {
      throw new TypeError('undefined is not a function')
    }
    await world.sweep()
    expect(mailbox()).toMatchObject({ sync_failures: 1, status: 'active' })
    expect(world.log.lines.join()).toContain('undefined is not a function')
  })

  it.each([
    [
      'announces mail without end',
      (world: SyncWorld) => (world.server.answer = (batch) => ({ ...batch, messages: [], more: true })),
      'announces mail',
    ],
    [
      'renumbers at every look',
      (world: SyncWorld) =>
        (world.server.answer = (batch, { cursor }) => ({
          ...batch,
          uidValidity: `${Number(cursor?.uidValidity) + 1}`,
          messages: [{ uid: 1, source: Buffer.from('x'), internalDate: null }],
          more: true,
        })),
      'again and again',
    ],
    ['has no inbox', (world: SyncWorld) => (world.server.folders.inbox = null), 'no inbox'],
  ])('and %s is left alone for a while', async (_, lie, words) => {
    const { mailbox } = await begin()
    lie(world)
    await world.sweep()
    expect(mailbox().sync_error).toContain(words)
    expect(mailbox().sync_failures).toBe(1)
  })

  it('without a spam folder is read all the same', async () => {
    const { mailbox } = await begin()
    world.server.folders.spam = null
    await world.sweep()
    expect(mailbox()).toMatchObject({ sync_error: null, last_synced_at: world.clock.now() })
  })

  it('that makes its spam folder with the first spam hides nothing in it', async () => {
    world = openSyncWorld()
    const mailboxId = addMailbox(world)
    const anna = addPerson(world, addCampaign(world, mailboxId), mailboxId, 'anna@acme.example')
    const { spam } = world.server.folders
    world.server.folders.spam = null
    await world.drain()
    world.server.folders.spam = spam
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }), 'spam')
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(cursor('spam')).toEqual({ uid_validity: '1', uid: 1 })
  })

  it('does not keep another mailbox from being read', async () => {
    const { mailboxId, person } = await begin()
    const anna = person('anna@acme.example')
    const other = addMailbox(world, 'lena@agency.example')
    await world.drain()
    world.accounts.set(mailboxId, new Error('no secret'))
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(value(world, 'select sync_error from mailboxes where id = ?', other)).toBeNull()
  })
})

describe('poison', () => {
  it('is passed over: what stands behind it is read', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    for (const bytes of ['', '\n', '\0\0\0', `From: ${'('.repeat(5000)}`, `Content-Type: multipart/mixed; boundary="\n`]) {
      world.server.deliver(Buffer.from(bytes))
    }
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(value(world, `select count(*) from incoming where class = 'unrelated'`)).toBe(5)
  })

  it('whose effects fail is recorded as unrelated, wholly undone and told to nobody', async () => {
    const { person } = await begin()
    const [anna, berta] = [person('anna@acme.example'), person('berta@acme.example')]
    world.ctx.db.sqlite.exec(
      `create trigger poison before insert on ledger when new.enrollment_id = ${anna.enrollmentId} begin select raise(abort, 'no ledger for her'); end`,
    )
    const heard: (number | null)[] = []
    world.bus.subscribe((event) => {
      if (event.type === 'recipient.changed') heard.push(event.recipientId)
    })
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    world.server.deliver(mailFrom(berta.email, { inReplyTo: berta.messageId }))
    await world.sweep()
    expect(heard).toEqual([berta.enrollmentId])
    expect(all(world, 'select class from incoming order by id')).toEqual([{ class: 'unrelated' }, { class: 'reply' }])
    expect(status(anna.enrollmentId)).toBe('active')
    expect(status(berta.enrollmentId)).toBe('replied')
    expect(all(world, `select enrollment_id from events where type in ('reply.received', 'recipient.changed')`)).toEqual([
      { enrollment_id: berta.enrollmentId },
      { enrollment_id: berta.enrollmentId },
    ])
    expect(world.log.lines.join()).toContain('no ledger for her')
    expect(world.log.lines.join()).not.toContain('tell me more')
  })
})

describe('time', () => {
  it('of the last sweep is when it began, so that what came meanwhile is not taken for read', async () => {
    const { mailbox } = await begin()
    world.clock.jump(mailbox().next_sync_at)
    const startedAt = world.clock.now()
    world.server.before = () => world.clock.jump(world.clock.now() + 7_000)
    await world.drain()
    expect(mailbox()).toMatchObject({ last_synced_at: startedAt, next_sync_at: startedAt + 14_000 + 5 * minuteMs })
  })

  it('of a sweep that was asleep in between is too early: it is made again at once', async () => {
    const { mailbox } = await begin()
    world.clock.jump(mailbox().next_sync_at)
    world.server.before = (request) => {
      if (request.role !== 'inbox') return
      world.clock.jump(world.clock.now() + 3_600_000)
      world.ctx.awakeSince.at = world.clock.now()
    }
    await world.drain()
    expect(mailbox().next_sync_at).toBe(world.clock.now() + 1_000)
    expect(mailbox().last_synced_at ?? 0).toBeLessThan(world.ctx.awakeSince.at)
  })

  it('paused mailboxes are read, removed ones are not', async () => {
    const { mailboxId } = await begin()
    alterMailbox(world.ctx.db, mailboxId, { status: 'paused' })
    const before = world.server.requests.length
    await world.sweep()
    expect(world.server.requests.length).toBe(before + 2)
    alterMailbox(world.ctx.db, mailboxId, { removedAt: 1, nextSyncAt: 0 })
    expect(world.runner.nextDue()).toBeNull()
    await world.drain()
    expect(world.server.requests.length).toBe(before + 2)
  })
})

describe('IDLE', () => {
  it('makes the next sweep earlier, with one commit for many notices', async () => {
    const { person, mailbox } = await begin()
    const anna = person('anna@acme.example')
    const commits: string[] = []
    world.reopen({ after: (name) => commits.push(name) })
    await world.sweep()
    commits.length = 0
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    expect(world.server.watching).toHaveLength(1)
    for (let i = 0; i < 5; i++) world.server.watching[0]?.onNews()
    expect(commits).toEqual(['sync.news'])
    expect(mailbox().next_sync_at).toBe(world.clock.now())
    await world.drain()
    expect(status(anna.enrollmentId)).toBe('replied')
    // The clock stood still all the while.
    expect(mailbox().last_synced_at).toBe(world.clock.now())
  })

  it('that speaks while the mailbox is read brings another sweep', async () => {
    const { person, mailbox } = await begin()
    const anna = person('anna@acme.example')
    world.server.before = (request) => {
      if (request.role !== 'spam') return
      world.server.before = () => {}
      world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
      world.server.watching[0]?.onNews()
    }
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('active')
    expect(mailbox().next_sync_at).toBe(world.clock.now() + 1_000)
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(mailbox().next_sync_at).toBe(world.clock.now() + 5 * minuteMs)
  })

  it('follows a changed account, ignores renewed tokens, and ends with the mailbox', async () => {
    const { mailboxId, mailbox } = await begin()
    const token = (accessToken: string, clientId: string) =>
      fakeAccount({ mailboxId, imapCredential: { kind: 'xoauth2', accessToken, refreshToken: `refresh ${accessToken}`, clientId } })
    const change = async () => {
      world.ctx.commit('test.change', (tx) => tx.emit({ type: 'mailbox.changed', mailboxId }))
      await new Promise((resolve) => setImmediate(resolve))
    }
    world.accounts.set(mailboxId, token('first', 'app'))
    await change()
    expect(world.server.watching.map(({ account }) => account)).toEqual([world.accounts.get(mailboxId)])
    // Its sign-in is new, so it is tried at once.
    expect(mailbox().next_sync_at).toBe(world.clock.now())
    await world.drain()
    const watched = world.server.watching[0]
    world.accounts.set(mailboxId, token('second', 'app'))
    await change()
    await world.sweep()
    expect(world.server.watching).toEqual([watched])
    world.accounts.set(mailboxId, token('third', 'another app'))
    await change()
    expect(world.server.watching).toHaveLength(1)
    expect(world.server.watching[0]).not.toBe(watched)
    alterMailbox(world.ctx.db, mailboxId, { removedAt: 1 })
    await change()
    expect(world.server.watching).toEqual([])
  })

  it('ends when the stage stops, and news after that is nobody’s', async () => {
    const { mailbox } = await begin()
    const watch = world.server.watching[0]
    const before = mailbox().next_sync_at
    await world.stage.stop?.()
    expect(world.server.watching).toEqual([])
    watch?.onNews()
    world.ctx.commit('test.change', (tx) => tx.emit({ type: 'mailbox.changed', mailboxId: 1 }))
    await new Promise((resolve) => setImmediate(resolve))
    expect(world.server.watching).toEqual([])
    expect(mailbox().next_sync_at).toBe(before)
    expect(world.stage.claim(before * 2, new Set())).toEqual([])
  })
})
