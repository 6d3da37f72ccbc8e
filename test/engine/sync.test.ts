import { afterEach, describe, expect, it } from 'vitest'
import { addContact, alterEnrollment, alterMailbox, alterWorkspace, removeContacts } from '../builders/index.ts'
import { addCampaign, addMailbox, addPerson, all, mailFrom, one, openSyncWorld, report, type SyncWorld, value } from './sync-world.ts'

let world: SyncWorld
afterEach(() => world.close())

/** A mailbox whose folders were looked at once, with one running campaign. */
async function begin(options: { stopByCompany?: boolean } = {}) {
  world = openSyncWorld()
  const mailboxId = addMailbox(world)
  const campaignId = addCampaign(world, mailboxId, options)
  await world.drain()
  return { mailboxId, campaignId, person: (email: string, more = {}) => addPerson(world, campaignId, mailboxId, email, more) }
}

const status = (enrollmentId: number) => value<string>(world, 'select status from enrollments where id = ?', enrollmentId)
const sendStatus = (sendId: number | null) => value<string>(world, 'select status from sends where id = ?', sendId)
const incoming = () =>
  all<{ class: string; enrollment_id: number | null; send_id: number | null; text: string; subject: string; from_address: string }>(
    world,
    'select * from incoming order by id',
  )
const eventTypes = () => all<{ type: string }>(world, 'select type from events order by seq').map(({ type }) => type)
const credits = () => value<number>(world, 'select coalesce(sum(credits), 0) from ledger')
const suppressed = () => all<{ value: string; reason: string }>(world, 'select value, reason from suppressions order by id')

describe('an answer', () => {
  it('stops the sequence and costs one credit, in one commit', async () => {
    const { person, campaignId, mailboxId } = await begin()
    const anna = person('anna@acme.example')
    const bernd = person('bernd@other.example')
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId, text: 'Yes, gladly.' }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(sendStatus(anna.nextSendId)).toBe('cancelled')
    expect(status(bernd.enrollmentId)).toBe('active')
    expect(sendStatus(bernd.nextSendId)).toBe('scheduled')
    expect(incoming()).toMatchObject([
      {
        class: 'reply',
        enrollment_id: anna.enrollmentId,
        send_id: anna.sendId,
        from_address: anna.email,
        subject: 'Re: Hello',
        text: expect.stringContaining('Yes, gladly.'),
      },
    ])
    expect(all(world, 'select kind, campaign_id, enrollment_id from ledger')).toEqual([
      { kind: 'reply', campaign_id: campaignId, enrollment_id: anna.enrollmentId },
    ])
    expect(one(world, `select * from events where type = 'reply.received'`)).toMatchObject({
      campaign_id: campaignId,
      enrollment_id: anna.enrollmentId,
      contact_id: anna.contactId,
      mailbox_id: mailboxId,
      send_id: anna.sendId,
      incoming_id: value(world, 'select id from incoming'),
      message: 'anna@acme.example answered',
    })
  })

  it('is known by References alone, and from another address', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    world.server.deliver(mailFrom('assistant@acme.example', { headers: `References: <x@y.example> ${anna.messageId} <z@y.example>` }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
  })

  it('after the deletion of the contact still counts, by id and by the address that was enrolled', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    const berta = person('berta@acme.example')
    removeContacts(world.ctx.db, 'all')
    world.server.deliver(mailFrom('anna@acme.example', { inReplyTo: anna.messageId }))
    world.server.deliver(mailFrom('Berta@ACME.example'))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(status(berta.enrollmentId)).toBe('replied')
    expect(credits()).toBe(2)
  })

  it('in a new thread is known by its address, and stops every campaign that wrote to them', async () => {
    const { person, mailboxId } = await begin()
    const first = person('anna@acme.example', { ago: 3 * 3600_000 })
    const secondCampaign = addCampaign(world, mailboxId)
    const second = addPerson(world, secondCampaign, mailboxId, 'anna@acme.example')
    const third = addPerson(world, addCampaign(world, mailboxId), mailboxId, 'anna@acme.example', { firstStatus: 'none' })
    world.server.deliver(mailFrom('anna@acme.example'))
    await world.sweep()
    expect(status(first.enrollmentId)).toBe('replied')
    expect(status(second.enrollmentId)).toBe('replied')
    // Nothing was sent to her from there yet: she cannot have answered it.
    expect(status(third.enrollmentId)).toBe('active')
    expect(incoming()).toMatchObject([{ class: 'reply', enrollment_id: second.enrollmentId }])
    expect(credits()).toBe(1)
  })

  it('with an id stops every campaign that has written to that person, and not one that has not', async () => {
    const { person, mailboxId } = await begin()
    const first = person('anna@acme.example')
    const written = addPerson(world, addCampaign(world, mailboxId), mailboxId, 'anna@acme.example')
    const silent = addPerson(world, addCampaign(world, mailboxId), mailboxId, 'anna@acme.example', { firstStatus: 'none' })
    world.server.deliver(mailFrom('anna@acme.example', { inReplyTo: first.messageId }))
    await world.sweep()
    expect(status(first.enrollmentId)).toBe('replied')
    expect(status(written.enrollmentId)).toBe('replied')
    expect(status(silent.enrollmentId)).toBe('active')
    expect(credits()).toBe(1)
  })

  it('by address needs that something was sent before it came', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example', { firstStatus: 'none' })
    const berta = person('berta@acme.example')
    world.server.deliver(mailFrom(anna.email))
    world.server.deliver(mailFrom(berta.email), 'inbox', world.clock.now() - 5 * 86_400_000)
    world.server.deliver(mailFrom('stranger@nowhere.example', { text: 'private words' }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('active')
    expect(status(berta.enrollmentId)).toBe('active')
    expect(incoming().map((row) => row.class)).toEqual(['unrelated', 'unrelated', 'unrelated'])
    expect(incoming().every((row) => row.text === '' && row.subject === '' && row.from_address === '')).toBe(true)
    expect(credits()).toBe(0)
  })

  it('is charged each time, past the limit and after the end too', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    alterWorkspace(world.ctx.db, { dailyCredits: 0 })
    for (let i = 0; i < 3; i++) world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(credits()).toBe(3)
    expect(status(anna.enrollmentId)).toBe('replied')
    alterEnrollment(world.ctx.db, anna.enrollmentId, { status: 'completed' })
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(credits()).toBe(4)
    expect(status(anna.enrollmentId)).toBe('replied')
  })

  it('stops the company where the campaign asks for it', async () => {
    const { person, mailboxId } = await begin({ stopByCompany: true })
    const anna = person('anna@acme.example')
    const colleague = person('bernd@acme.example')
    const other = person('carla@other.example')
    const elsewhere = addPerson(world, addCampaign(world, mailboxId), mailboxId, 'dora@acme.example')
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(status(colleague.enrollmentId)).toBe('removed')
    expect(sendStatus(colleague.nextSendId)).toBe('cancelled')
    expect(value(world, 'select reason from enrollments where id = ?', colleague.enrollmentId)).toBe(
      'Somebody at acme.example answered (anna@acme.example)',
    )
    expect(status(other.enrollmentId)).toBe('active')
    expect(status(elsewhere.enrollmentId)).toBe('active')
  })

  it('never stops a free-mail provider', async () => {
    const { person } = await begin({ stopByCompany: true })
    const anna = person('anna@gmail.com')
    const stranger = person('bernd@gmail.com')
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(status(stranger.enrollmentId)).toBe('active')
  })

  it.each(['sending', 'unconfirmed'] as const)('proves that a message left that was %s', async (firstStatus) => {
    const { person } = await begin()
    const anna = person('anna@acme.example', { firstStatus })
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(sendStatus(anna.sendId)).toBe('sent')
    expect(status(anna.enrollmentId)).toBe('replied')
    // Confirming plans the next step, and the answer cancels it in the same commit.
    expect(all(world, `select 1 from sends where enrollment_id = ? and status = 'scheduled'`, anna.enrollmentId)).toEqual([])
    expect(all(world, 'select kind from ledger order by id')).toEqual([{ kind: 'message' }, { kind: 'reply' }])
  })

  it('by address alone stops, but proves nothing', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example', { firstStatus: 'unconfirmed' })
    world.server.deliver(mailFrom(anna.email))
    await world.sweep()
    expect(sendStatus(anna.sendId)).toBe('unconfirmed')
    expect(status(anna.enrollmentId)).toBe('replied')
  })
})

describe('what is no answer', () => {
  it('own copies change nothing, from whichever own address or list they come', async () => {
    const { person } = await begin()
    alterMailbox(world.ctx.db, addMailbox(world, 'lena@agency.example'), { removedAt: 1 })
    const anna = person('anna@acme.example')
    world.server.deliver(mailFrom('Lena@Studio.example', { inReplyTo: anna.messageId }))
    world.server.deliver(mailFrom('lena@agency.example', { inReplyTo: anna.messageId }))
    world.server.deliver(mailFrom('list@lists.example', { id: anna.messageId, inReplyTo: anna.messageId }))
    await world.sweep()
    expect(incoming().map((row) => row.class)).toEqual(['own', 'own', 'own'])
    expect(status(anna.enrollmentId)).toBe('active')
    expect(credits()).toBe(0)
  })

  it('automatic answers are told, stop nothing and cost nothing', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    world.server.deliver(
      mailFrom(anna.email, { inReplyTo: anna.messageId, subject: 'Automatic reply: Hello', headers: 'Auto-Submitted: auto-replied' }),
    )
    await world.sweep()
    expect(incoming()).toMatchObject([{ class: 'auto_reply', enrollment_id: anna.enrollmentId }])
    expect(status(anna.enrollmentId)).toBe('active')
    expect(sendStatus(anna.nextSendId)).toBe('scheduled')
    expect(eventTypes()).toContain('reply.automatic')
    expect(credits()).toBe(0)
  })
})

describe('a delivery report', () => {
  it('of 5.x.x stops and suppresses', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    world.server.deliver(report(anna, '5.1.1'))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('bounced')
    expect(sendStatus(anna.nextSendId)).toBe('cancelled')
    expect(suppressed()).toEqual([{ value: anna.email, reason: 'bounced' }])
    expect(one(world, `select * from events where type = 'bounce.received'`)).toMatchObject({
      enrollment_id: anna.enrollmentId,
      message: 'The message to anna@acme.example came back: 5.1.1 said the server',
    })
    expect(credits()).toBe(0)
  })

  it.each([
    ['4.2.2', 'failed', 'bounce'],
    ['4.4.1', 'delayed', 'delay'],
  ])('of %s (%s) is only told', async (code, action, kind) => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    world.server.deliver(report(anna, code, { action }))
    await world.sweep()
    expect(incoming()).toMatchObject([{ class: kind, enrollment_id: anna.enrollmentId }])
    expect(status(anna.enrollmentId)).toBe('active')
    expect(suppressed()).toEqual([])
    expect(eventTypes()).toContain('bounce.received')
  })

  it('without an id is known by its recipient, where this mailbox wrote to them lately', async () => {
    const { person, campaignId } = await begin()
    const other = addMailbox(world, 'lena@agency.example')
    const anna = person('anna@acme.example')
    const longAgo = person('bernd@acme.example', { ago: 40 * 86_400_000 })
    const elsewhere = addPerson(world, campaignId, other, 'carla@acme.example')
    for (const one of [anna, longAgo, elsewhere]) world.server.deliver(report(one, '5.1.1', { withId: false }))
    // Both mailboxes look into the same folders here: only the first may read them.
    alterMailbox(world.ctx.db, other, { removedAt: 1 })
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('bounced')
    expect(status(longAgo.enrollmentId)).toBe('active')
    expect(status(elsewhere.enrollmentId)).toBe('active')
    expect(suppressed()).toEqual([{ value: anna.email, reason: 'bounced' }])
  })

  it('proves that the message had left', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example', { firstStatus: 'unconfirmed' })
    world.server.deliver(report(anna, '4.2.2', { action: 'delayed' }))
    await world.sweep()
    expect(sendStatus(anna.sendId)).toBe('sent')
    expect(all(world, `select 1 from sends where enrollment_id = ? and status = 'scheduled'`, anna.enrollmentId)).toHaveLength(1)
    expect(credits()).toBe(1)
  })
})

describe('a wish to hear no more', () => {
  it.each([
    ['in words', (messageId: string) => ({ inReplyTo: messageId, text: 'Please unsubscribe me.' })],
    ['by the header', (messageId: string) => ({ subject: `unsubscribe ${messageId.slice(1).split('@')[0]}`, text: '' })],
  ])('%s suppresses, and ends every campaign', async (_, mail) => {
    const { person, mailboxId } = await begin()
    const anna = person('anna@acme.example')
    const again = addPerson(world, addCampaign(world, mailboxId), mailboxId, 'anna@acme.example', { firstStatus: 'none' })
    world.server.deliver(mailFrom('anna.private@home.example', mail(anna.messageId)))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('opted_out')
    expect(status(again.enrollmentId)).toBe('opted_out')
    expect(suppressed()).toEqual([
      { value: 'anna@acme.example', reason: 'unsubscribed' },
      { value: 'anna.private@home.example', reason: 'unsubscribed' },
    ])
    expect(eventTypes()).toContain('unsubscribe.received')
    expect(incoming()).toMatchObject([{ class: 'unsubscribe', enrollment_id: anna.enrollmentId }])
    expect(credits()).toBe(0)
  })

  it('of a known contact counts without any campaign; of a stranger it is none of ours', async () => {
    await begin()
    addContact(world.ctx.db, { email: 'Eva@acme.example', createdAt: 1, updatedAt: 1 })
    world.server.deliver(mailFrom('eva@acme.example', { subject: 'unsubscribe', text: '' }))
    world.server.deliver(mailFrom('stranger@acme.example', { subject: 'unsubscribe', text: '' }))
    await world.sweep()
    expect(suppressed()).toEqual([{ value: 'eva@acme.example', reason: 'unsubscribed' }])
    expect(incoming().map((row) => row.class)).toEqual(['unsubscribe', 'unrelated'])
  })

  it('of a deleted contact, by token, is kept for ever', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    removeContacts(world.ctx.db, 'all')
    world.server.deliver(mailFrom('robot@provider.example', { subject: `unsubscribe ${anna.messageId.slice(1).split('@')[0]}` }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('opted_out')
    expect(suppressed()[0]).toEqual({ value: 'anna@acme.example', reason: 'unsubscribed' })
  })

  it('is not read out of our own opt-out line', async () => {
    const { person } = await begin()
    const anna = person('anna@acme.example')
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId, text: 'Just reply "unsubscribe".\n\nGladly, call me.' }))
    await world.sweep()
    expect(status(anna.enrollmentId)).toBe('replied')
    expect(suppressed()).toEqual([])
  })
})
