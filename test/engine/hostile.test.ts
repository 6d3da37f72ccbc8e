import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRunner } from '../../src/main/engine/runner/runner.ts'
import type { Stage } from '../../src/main/engine/runner/stage.ts'
import { alterCampaign, alterMailbox } from '../builders/index.ts'
import type { Delivered } from '../fakes/ports.ts'
import {
  activate,
  api,
  count,
  dayMs,
  hourMs,
  minuteMs,
  mondayTen,
  openWorld,
  replyTo,
  rows,
  runUntil,
  setUp,
  type World,
} from './harness.ts'

/** What happens at the worst moment: while a message is on its way, undecided, or its surroundings are taken away. */
let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

const accepted = { kind: 'accepted', response: '250 ok' } as const
const later = { kind: 'refused', stage: 'rcpt', replyCode: 450, response: '450 4.2.0 later' } as const
const brokenOff = { kind: 'broken', stage: 'body', error: 'reset', errorCode: 'ECONNRESET' } as const

function addresses(): string[] {
  return world.ports.mailer.delivered.map(({ mail }) => mail.to.address)
}

function firstLines(): string[] {
  return world.ports.mailer.delivered.map(({ mail }) => mail.text.split('\n')[0] ?? '')
}

function sendsOf(columns = 'status'): unknown[] {
  return rows(world, `select ${columns} from sends order by id`)
}

/** People who came in through the API, with the hashes that it gives them. */
async function addPeople(campaignId: number, emails: string[]): Promise<number[]> {
  await api(world).recipients.add({ id: campaignId, emails })
  return emails.map((email) => count(world, 'select id from contacts where email_key = ?', email))
}

function absenceNote(delivered: Delivered): void {
  const { mail } = delivered
  world.ports.reader.deliver(
    delivered.mailboxId,
    [
      `From: ${mail.to.address}`,
      `To: ${mail.from.address}`,
      `Subject: Out of office: ${mail.subject}`,
      'Message-ID: <absent@elsewhere.example>',
      `In-Reply-To: ${mail.messageId}`,
      'Auto-Submitted: auto-replied',
      '',
      'I am away.',
    ].join('\r\n'),
  )
}

describe('an address that is changed', () => {
  const plain = [{ subject: 'Hi', body: 'Step 1.' }]

  it('does not let the same contact enter a second time', async () => {
    const { campaignId } = await setUp(world, { people: 0, steps: plain })
    const [contactId = 0] = await addPeople(campaignId, ['old@a.example'])
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    await api(world).contacts.update({ id: contactId, email: 'new@a.example' })
    // Nobody is left in the campaign but this person, so it has completed; another keeps it open in real life.
    world.engine.context.commit('test.open', (tx) => alterCampaign(tx, 'all', { status: 'active' }))
    const again = await api(world).recipients.add({ id: campaignId, contactIds: [contactId] })
    expect(again).toMatchObject({ added: 0, alreadyIn: 1 })
    await runUntil(world, mondayTen + dayMs)
    expect(addresses()).toEqual(['old@a.example'])
  })

  it('does not get what it got before, under a contact that is gone', async () => {
    const { campaignId } = await setUp(world, { people: 0, steps: plain, gapSeconds: 3600 })
    const [goneId = 0, otherId = 0] = await addPeople(campaignId, ['b@b.example', 'a@a.example'])
    activate(world, campaignId)
    await world.engine.drain()
    expect(addresses()).toEqual(['b@b.example'])
    await api(world).contacts.remove({ id: goneId, erase: false })
    await api(world).contacts.update({ id: otherId, email: 'b@b.example' })
    await runUntil(world, mondayTen + dayMs)
    expect(addresses()).toEqual(['b@b.example'])
    expect(rows(world, `select status, reason from enrollments order by id`)[1]).toMatchObject({ status: 'removed' })
  })

  it('takes its place in the campaign along while nothing was sent', async () => {
    const { campaignId } = await setUp(world, { people: 0, steps: plain, start: '12:00' })
    const [contactId = 0] = await addPeople(campaignId, ['typo@a.example'])
    activate(world, campaignId)
    await world.engine.drain()
    await api(world).contacts.update({ id: contactId, email: 'right@a.example' })
    await api(world).contacts.remove({ id: contactId, erase: false })
    const again = await api(world)
      .recipients.add({ id: campaignId, emails: ['right@a.example'] })
      .catch(() => ({ added: 0 }))
    expect(again.added).toBe(0)
  })
})

describe('a step that is removed while its message is on its way', () => {
  const two = [{ body: 'Step 1.' }, { subject: 'Other', body: 'Step 2.' }]

  it('is not sent after the server asked to come back later', async () => {
    const { campaignId } = await setUp(world, { people: 1, steps: two })
    world.ports.mailer.during = async () => {
      if (world.ports.mailer.attempts.length > 1) return
      const [first] = await api(world).sequences.list({ id: campaignId })
      await api(world).sequences.remove({ id: campaignId, step: first?.id ?? 0 })
    }
    world.ports.mailer.answer = (_mail, attempt) => (attempt === 1 ? later : accepted)
    activate(world, campaignId)
    await runUntil(world, mondayTen + dayMs)
    expect(firstLines()).toEqual(['Step 2.'])
    expect(sendsOf()).toEqual([{ status: 'cancelled' }, { status: 'sent' }])
  })

  it('is not sent after it was decided that it had not left', async () => {
    const { campaignId } = await setUp(world, { people: 1, steps: two })
    world.ports.mailer.deliversWhenBroken = false
    world.ports.mailer.answer = (_mail, attempt) => (attempt === 1 ? brokenOff : accepted)
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    const [first] = await api(world).sequences.list({ id: campaignId })
    await api(world).sequences.remove({ id: campaignId, step: first?.id ?? 0 })
    await api(world).sends.resolve({ id: count(world, 'select id from sends'), outcome: 'not_sent' })
    await runUntil(world, mondayTen + dayMs)
    expect(firstLines()).toEqual(['Step 2.'])
  })
})

describe('a mailbox that is taken away', () => {
  it('while its message is on its way, stays until that has ended; a message that came back goes from another', async () => {
    const { campaignId, mailboxIds } = await setUp(world, { people: 1, mailboxes: 2 })
    let first = 0
    let refused = ''
    world.ports.mailer.during = async () => {
      if (first !== 0) return
      first = world.ports.mailer.attempts[0]?.mailboxId ?? 0
      await api(world).campaigns.update({ id: campaignId, mailboxIds: mailboxIds.filter((id) => id !== first) })
      refused = await api(world)
        .mailboxes.remove({ id: first })
        .then(
          () => '',
          (error: Error) => error.message,
        )
    }
    world.ports.mailer.answer = (_mail, attempt) => (attempt === 1 ? later : accepted)
    activate(world, campaignId)
    await world.engine.drain()
    expect(refused).toContain('Their answers come to it')
    await api(world).mailboxes.remove({ id: first })
    await runUntil(world, mondayTen + dayMs)
    expect(world.ports.mailer.delivered.map(({ mailboxId }) => mailboxId)).toEqual(mailboxIds.filter((id) => id !== first))
  })

  it('is kept while somebody it wrote to waits for more, for their answers come to it', async () => {
    const { campaignId, mailboxIds } = await setUp(world, { people: 1, mailboxes: 2, steps: [{}, { delayDays: 1 }] })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    const first = world.ports.mailer.delivered[0]?.mailboxId ?? 0
    await api(world).campaigns.update({ id: campaignId, mailboxIds: mailboxIds.filter((id) => id !== first) })
    await expect(api(world).mailboxes.remove({ id: first })).rejects.toThrow('Their answers come to it')
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(world.ports.mailer.delivered.map(({ mailboxId }) => mailboxId)).toEqual([first, first])
    await api(world).mailboxes.remove({ id: first })
  })

  it('is not replaced for people who heard from it, when a step is added later', async () => {
    const { campaignId, mailboxIds } = await setUp(world, { people: 3, mailboxes: 2 })
    // One of the three waits, so that the campaign goes on.
    const [waiting] = rows<{ id: number }>(world, 'select id from enrollments where id % 2 = 0')
    await api(world).recipients.pause({ id: campaignId, recipientId: waiting?.id ?? 0 })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    const gone = world.ports.mailer.delivered[0]?.mailboxId ?? 0
    await api(world).campaigns.update({ id: campaignId, mailboxIds: mailboxIds.filter((id) => id !== gone) })
    await api(world).mailboxes.remove({ id: gone })
    await api(world).sequences.add({ id: campaignId, subject: 'More', body: 'More.', delayDays: 0, delayHours: 0 })
    await runUntil(world, mondayTen + dayMs)
    expect(firstLines()).not.toContain('More.')
    expect(count(world, `select count(*) from sends where status = 'scheduled' and held is null`)).toBe(0)
  })

  it('whose limit was being waited out is tried again when a person lets it go on', async () => {
    const { campaignId, mailboxIds } = await setUp(world, { people: 1 })
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 1 ? { kind: 'refused', stage: 'mail', replyCode: 550, response: '550 5.4.5 Daily user sending limit exceeded' } : accepted
    activate(world, campaignId)
    await world.engine.drain()
    await api(world).mailboxes.resume({ id: mailboxIds[0] ?? 0 })
    await world.engine.drain()
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })
})

describe('a proof that a message left, after a person said that it had not', () => {
  async function decidedWrongly() {
    const made = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }], end: '10:30' })
    world.ports.mailer.answer = (_mail, attempt) => (attempt === 1 ? brokenOff : accepted)
    activate(world, made.campaignId)
    await world.engine.drain()
    world.clock.jump(mondayTen + hourMs)
    await api(world).sends.resolve({ id: count(world, 'select id from sends'), outcome: 'not_sent' })
    return made
  }

  it('an absence note keeps it from leaving twice', async () => {
    await decidedWrongly()
    const [delivered] = world.ports.mailer.delivered
    if (delivered) absenceNote(delivered)
    await runUntil(world, mondayTen + 4 * dayMs)
    expect(firstLines()).toEqual(['Step 1 for Person0.', 'Step 2 for Person0.'])
    expect(count(world, 'select count(*) from ledger')).toBe(2)
  })

  it('an answer stops it, and what was sent is charged', async () => {
    await decidedWrongly()
    const [delivered] = world.ports.mailer.delivered
    if (delivered) replyTo(world, delivered)
    await runUntil(world, mondayTen + 4 * dayMs)
    expect(firstLines()).toEqual(['Step 1 for Person0.'])
    expect(rows(world, 'select kind from ledger order by kind')).toEqual([{ kind: 'message' }, { kind: 'reply' }])
  })

  it('the copy that a look into Sent finds at that moment keeps it from leaving twice', async () => {
    const { mailboxIds, campaignId } = await setUp(world, { people: 1, end: '10:30' })
    world.ports.mailer.answer = (_mail, attempt) => (attempt === 1 ? brokenOff : accepted)
    activate(world, campaignId)
    await world.engine.drain()
    const sendId = count(world, 'select id from sends')
    world.ports.reader.isInSent = async () => {
      await api(world).sends.resolve({ id: sendId, outcome: 'not_sent' })
      return true
    }
    expect(mailboxIds).toHaveLength(1)
    await runUntil(world, mondayTen + 2 * dayMs)
    expect(firstLines()).toEqual(['Step 1 for Person0.'])
    expect(sendsOf()).toEqual([{ status: 'sent' }])
  })
})

describe('what should never happen', () => {
  it('a mailer that throws leaves the message unconfirmed, not on its way for ever', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    world.ports.log.error = () => {}
    world.ports.mailer.answer = () => {
      throw new Error('a bug in the adapter')
    }
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(sendsOf()).toEqual([{ status: 'unconfirmed' }])
  })

  it('an outcome that cannot be written down as it is leaves the message unconfirmed', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    world.ports.log.error = () => {}
    world.engine.context.commit('test.trap', (tx) =>
      tx.sqlite.exec(
        `create trigger trap before insert on ledger when new.kind = 'message' begin select raise(abort, 'a bug in the ledger'); end`,
      ),
    )
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(sendsOf()).toEqual([{ status: 'unconfirmed' }])
  })

  it('a wake-up that cannot be written down is tried again, and nothing is sent before', async () => {
    await world.close()
    let full = false
    world = openWorld({
      hooks: {
        before(name) {
          if (full && name === 'engine.wake') throw new Error('the disk is full')
        },
      },
    })
    world.ports.log.error = () => {}
    const { campaignId } = await setUp(world, { people: 1, start: '12:00' })
    activate(world, campaignId)
    await world.engine.start()
    await world.engine.drain()
    full = true
    world.clock.jump(mondayTen + 3 * hourMs)
    expect(() => world.clock.advanceTo(mondayTen + 3 * hourMs)).not.toThrow()
    await world.engine.drain()
    expect(world.ports.mailer.attempts).toHaveLength(0)
    full = false
    world.clock.advanceTo(mondayTen + 3 * hourMs + minuteMs)
    await world.engine.drain()
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })
})

describe('the runner', () => {
  it('is at rest after a campaign with an unfiled copy was deleted', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    world.engine.context.commit('test.copy', (tx) => alterMailbox(tx, 'all', { saveSentCopy: true }))
    world.ports.reader.appendSent = async () => {
      throw new Error('not now')
    }
    activate(world, campaignId)
    await world.engine.drain()
    expect(count(world, 'select count(*) from jobs')).toBe(1)
    await api(world).campaigns.remove({ id: campaignId })
    world.clock.jump(mondayTen + 2 * minuteMs)
    await world.engine.drain()
    expect(count(world, 'select count(*) from jobs')).toBe(0)
    expect(world.engine.nextDue('sync')).toBeNull()
  })

  it('begins nothing once it was told to stop, also for somebody who asked for the next batch', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    activate(world, campaignId)
    const { read } = world.ports.reader
    let reading = () => {}
    const readingBegins = new Promise<void>((resolve) => {
      reading = resolve
    })
    let letRead = () => {}
    const mayRead = new Promise<void>((resolve) => {
      letRead = resolve
    })
    world.ports.reader.read = async (account, request) => {
      reading()
      await mayRead
      return read.call(world.ports.reader, account, request)
    }
    // Connections take a while to close: time enough for a message that should not leave any more.
    world.ports.mailer.close = async () => {
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    const asked = api(world).campaigns.executeNext({ id: campaignId })
    await readingBegins
    const stopped = world.engine.stop()
    letRead()
    await stopped
    expect(world.ports.mailer.attempts).toHaveLength(0)
    expect(await asked).toMatchObject({ sent: 0 })
  })

  it('does not keep somebody who asked for the next batch waiting for an import', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    activate(world, campaignId)
    let letEnd = () => {}
    const ends = new Promise<void>((resolve) => {
      letEnd = resolve
    })
    let due = true
    const long: Stage = {
      name: 'long',
      long: true,
      recover() {},
      nextDue: () => null,
      claim: () => {
        const claims = due ? [{ lane: 'long', run: () => ends }] : []
        due = false
        return claims
      },
    }
    let quick = 0
    const short: Stage = {
      name: 'short',
      recover() {},
      nextDue: () => null,
      claim: () => [{ lane: 'short', run: async () => void quick++ }],
    }
    const runner = createRunner([long, short], world.clock, world.ports.log, () => {})
    expect(await runner.round()).toBe(1)
    expect(await runner.round()).toBe(1)
    expect(quick).toBe(2)
    letEnd()
    await runner.stop()
  })
})

describe('lines that break after every message', () => {
  it('pause the mailbox, instead of leaving a whole day for a person to decide', async () => {
    const { campaignId } = await setUp(world, { people: 8 })
    world.ports.mailer.answer = () => brokenOff
    activate(world, campaignId)
    await runUntil(world, mondayTen + 6 * hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(5)
    expect(rows(world, 'select status from mailboxes')).toEqual([{ status: 'paused' }])
  })
})

describe('people who are added while a campaign ends', () => {
  it('do not wait in it for ever', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    const emails = Array.from({ length: 1200 }, (_, i) => `extra${i}@b.example`)
    const adding = api(world).recipients.add({ id: campaignId, emails })
    await api(world).campaigns.cancel({ id: campaignId })
    await expect(adding).rejects.toThrow('ended while people were being added')
    expect(count(world, `select count(*) from enrollments where status in ('pending', 'active')`)).toBe(0)
  })
})

describe('a wish not to be written to again', () => {
  it('holds also when campaign and contact are gone by then', async () => {
    const { campaignId } = await setUp(world, { people: 0, steps: [{ subject: 'Hi', body: 'Step 1.' }] })
    const [contactId = 0] = await addPeople(campaignId, ['b@b.example'])
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    const [delivered] = world.ports.mailer.delivered
    await api(world).campaigns.remove({ id: campaignId })
    await api(world).contacts.remove({ id: contactId, erase: false })
    const [, address = '', subject = ''] = /^mailto:([^?]+)\?subject=([^&]+)/.exec(delivered?.mail.unsubscribeMailto ?? '') ?? []
    world.ports.reader.deliver(
      delivered?.mailboxId ?? 0,
      ['From: b@b.example', `To: ${address}`, `Subject: ${decodeURIComponent(subject)}`, 'Message-ID: <u@b.example>', '', ''].join('\r\n'),
    )
    await runUntil(world, mondayTen + 3 * hourMs)
    expect(rows(world, 'select value, reason from suppressions')).toEqual([{ value: 'b@b.example', reason: 'unsubscribed' }])
  })
})

describe('a person who is erased while a message to them is on its way', () => {
  it('leaves no empty suppression and no address behind', async () => {
    const { campaignId, contactIds } = await setUp(world, { people: 1 })
    world.ports.mailer.during = async () => {
      await api(world).contacts.remove({ id: contactIds[0] ?? 0, erase: true })
    }
    world.ports.mailer.answer = () => ({
      kind: 'refused',
      stage: 'rcpt',
      replyCode: 550,
      response: '550 5.1.1 <person0@company0.example> user unknown',
    })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(rows(world, 'select value, reason from suppressions')).toEqual([{ value: null, reason: 'erased' }])
    const words = rows<{ reason: string }>(
      world,
      'select reason from sends union all select reason from enrollments union all select message from events',
    )
    expect(words.filter(({ reason }) => reason.includes('person0@'))).toEqual([])
  })
})
