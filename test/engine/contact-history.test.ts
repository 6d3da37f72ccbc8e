import { afterEach, beforeEach, expect, it } from 'vitest'
import { activate, api, openWorld, replyTo, rows, runUntil, setUp, type World } from './harness.ts'

let world: World

beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

it('tells what a person has been through, over all campaigns, in one order', async () => {
  const client = api(world)
  const { campaignId, contactIds } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
  const [first = 0, second = 0] = contactIds
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, world.clock.now() + 60_000)
  const mail = world.ports.mailer.delivered.find((delivered) => delivered.mail.to.address.startsWith('person0@'))
  if (!mail) throw new Error('nothing was sent')
  replyTo(world, mail, 'Yes please.')
  await runUntil(world, world.clock.now() + 3_600_000)
  const later = await client.campaigns.create({ name: 'Second try' })
  await client.recipients.add({ id: later.id, contactIds: [first] })

  const history = await client.contacts.history({ id: first })
  expect(history.campaigns.map(({ campaignName, status, stepsSent, stepCount }) => [campaignName, status, stepsSent, stepCount])).toEqual([
    ['Second try', 'pending', 0, 0],
    ['Test', 'replied', 1, 2],
  ])
  expect(history.actions.map(({ type }) => type)).toEqual(expect.arrayContaining(['recipients.added', 'send.sent', 'reply.received']))
  expect(history.actions.find(({ type }) => type === 'reply.received')).toMatchObject({
    campaignId,
    body: expect.stringContaining('Yes please.'),
  })
  const times = history.actions.map(({ at }) => at)
  expect(times).toEqual([...times].sort())
  expect(history.actions.at(-1)).toMatchObject({ campaignId: later.id, message: 'Added to the campaign' })

  const other = await client.contacts.history({ id: second })
  expect(other.campaigns.map(({ status }) => status)).toEqual(['active'])
  expect(other.actions.every(({ recipientId }) => recipientId === other.campaigns[0]?.id)).toBe(true)
})

it('knows the newest of a very long time line', async () => {
  const client = api(world)
  const { contactIds } = await setUp(world, { people: 1 })
  const [enrollment] = rows<{ id: number }>(world, 'select id from enrollments')
  world.engine.context.commit('test.events', (tx) => {
    for (let index = 0; index < 300; index++) {
      tx.emit({ type: 'recipient.changed', enrollmentId: enrollment?.id, message: `change ${index}` })
    }
  })
  const { actions } = await client.contacts.history({ id: contactIds[0] ?? 0 })
  expect(actions).toHaveLength(200)
  expect(actions.at(-1)?.message).toBe('change 299')
})
