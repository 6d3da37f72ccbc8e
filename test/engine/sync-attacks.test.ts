import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addCampaign, addMailbox, addPerson, all, mailFrom, openSyncWorld, type SyncWorld, value } from './sync-world.ts'

let world: SyncWorld
let mailboxId: number
let campaignId: number

beforeEach(async () => {
  world = openSyncWorld()
  mailboxId = addMailbox(world)
  campaignId = addCampaign(world, mailboxId)
  await world.drain()
})
afterEach(() => world.close())

const person = (email: string) => addPerson(world, campaignId, mailboxId, email)
const statusOf = (id: number) => value(world, 'select status from enrollments where id = ?', id)
const credits = () => value(world, `select count(*) from ledger where kind = 'reply'`)

describe('whoever wrote is not written to', () => {
  it('although they answered the message of a colleague, and got one of their own', async () => {
    const [anna, bob, carl] = [person('anna@one.example'), person('bob@one.example'), person('carl@one.example')]
    world.server.deliver(mailFrom(bob.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect([anna, bob, carl].map(({ enrollmentId }) => statusOf(enrollmentId))).toEqual(['replied', 'replied', 'active'])
    expect(value(world, 'select status from sends where id = ?', bob.nextSendId)).toBe('cancelled')
    expect(credits()).toBe(1)
  })

  it('although a list brought their answer: then only the message counts that it names', async () => {
    const [anna, team] = [person('anna@one.example'), person('team@one.example')]
    world.server.deliver(mailFrom(team.email, { inReplyTo: anna.messageId, headers: 'List-Id: <team.one.example>' }))
    await world.sweep()
    expect([anna, team].map(({ enrollmentId }) => statusOf(enrollmentId))).toEqual(['replied', 'active'])
  })

  it.each([
    ['anna+tea@one.example', 'anna@one.example'],
    ['anna@one.example', 'anna+tea@one.example'],
    ['annaroe@gmail.com', 'anna.roe@gmail.com'],
    ['annaroe@gmail.com', 'anna.roe+tea@googlemail.com'],
    ['anna.roe@googlemail.com', 'anna.roe@gmail.com'],
  ])('under %s, where they answer as %s without naming a message', async (to, from) => {
    const anna = person(to)
    world.server.deliver(mailFrom(from))
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('replied')
  })

  it.each([
    ['anna+tea@one.example', 'ann@one.example'],
    ['anna+tea@one.example', 'anna@two.example'],
    ['anna+tea@one.example', 'anna@example'],
    ['a.nna@one.example', 'anna@one.example'],
  ])('and %s is not %s', async (to, from) => {
    const anna = person(to)
    world.server.deliver(mailFrom(from))
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('active')
  })
})

describe('one mail to two of our mailboxes', () => {
  beforeEach(async () => {
    addMailbox(world, 'sam@studio.example')
    await world.sweep()
  })

  it('is one answer, and costs one credit', async () => {
    const anna = person('anna@one.example')
    // Both accounts lie on the one server of this world.
    world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('replied')
    expect(credits()).toBe(1)
    expect(all(world, 'select class from incoming order by class')).toEqual([{ class: 'reply' }, { class: 'unrelated' }])
  })
})
