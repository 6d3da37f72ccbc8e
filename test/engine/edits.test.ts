import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChangeImpact, PlannedChange } from '../../src/shared/schemas/campaigns.ts'
import { activate, api, dayMs, hourMs, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

type Edit =
  | { kind: 'wait'; hours: number }
  | { kind: 'add'; at: number; days: number; hours: number }
  | { kind: 'remove'; at: number }
  | { kind: 'delay'; at: number; days: number }
  | { kind: 'rewrite'; at: number }
  | { kind: 'reorder'; seed: number }
  | { kind: 'mailboxes'; which: number }
  | { kind: 'schedule'; start: number }
  | { kind: 'pause' | 'enter' }

const small = fc.nat({ max: 6 })
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('add' as const), at: small, days: fc.nat({ max: 2 }), hours: fc.nat({ max: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delay' as const), at: small, days: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewrite' as const), at: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reorder' as const), seed: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mailboxes' as const), which: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('schedule' as const), start: fc.integer({ min: 6, max: 14 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'enter' as const) }) },
)

interface Planned {
  id: number
  enrollment_id: number
  due_at: number
  mailbox_id: number
}

const planned = (world: World) =>
  rows<Planned>(world, `select id, enrollment_id, due_at, mailbox_id from sends where status = 'scheduled' order by id`)

/** The change that an edit stands for, against the steps as they are; null where there is none now. */
function changeOf(edit: Edit, stepIds: number[], mailboxIds: number[], marker: number): PlannedChange | null {
  const stepId = stepIds[('at' in edit ? edit.at : 0) % Math.max(1, stepIds.length)] ?? 0
  switch (edit.kind) {
    case 'add':
      return {
        kind: 'addStep',
        position: (edit.at % (stepIds.length + 1)) + 1,
        step: { channel: 'email', subject: `Subject ${marker}`, body: `step #${marker}`, delayDays: edit.days, delayHours: edit.hours },
      }
    case 'remove':
      return stepIds.length > 1 ? { kind: 'removeStep', stepId } : null
    case 'delay':
      return { kind: 'editStep', stepId, step: { delayDays: edit.days } }
    case 'reorder':
      return { kind: 'reorder', stepIds: shuffled(stepIds, edit.seed) }
    case 'mailboxes':
      return { kind: 'settings', mailboxIds: mailboxIds.filter((_, index) => (edit.which >> index) & 1) }
    case 'schedule':
      return {
        kind: 'settings',
        schedule: {
          days: [1, 2, 3, 4, 5],
          start: `${String(edit.start).padStart(2, '0')}:00`,
          end: '18:00',
          zone: 'Europe/Berlin',
          startDate: null,
        },
      }
    default:
      return null
  }
}

function shuffled(ids: number[], seed: number): number[] {
  const order = [...ids]
  let state = seed
  for (let i = order.length - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const j = state % (i + 1)
    const one = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = one
  }
  return order
}

async function make(world: World, id: number, change: PlannedChange): Promise<void> {
  const client = api(world)
  if (change.kind === 'settings') await client.campaigns.update({ id, mailboxIds: change.mailboxIds, schedule: change.schedule })
  if (change.kind === 'addStep') await client.sequences.add({ id, position: change.position, ...change.step })
  if (change.kind === 'editStep') await client.sequences.update({ id, step: change.stepId, ...change.step })
  if (change.kind === 'removeStep') await client.sequences.remove({ id, step: change.stepId })
  if (change.kind === 'reorder') await client.sequences.reorder({ id, stepIds: change.stepIds })
}

/** What a change was said to do, against what it did. */
function compare(impact: ChangeImpact, before: Planned[], after: Planned[]): void {
  const was = new Map(before.map((row) => [row.id, row]))
  const is = new Map(after.map((row) => [row.id, row]))
  const added = after.filter((row) => !was.has(row.id))
  const cancelled = before.filter((row) => !is.has(row.id))
  const moved = after.filter((row) => {
    const old = was.get(row.id)
    return old && (old.due_at !== row.due_at || old.mailbox_id !== row.mailbox_id)
  })
  const affected = new Set([...added, ...cancelled, ...moved].map((row) => row.enrollment_id))
  expect({
    added: impact.messagesAdded,
    cancelled: impact.messagesCancelled,
    moved: impact.messagesMoved,
    people: impact.recipientsAffected,
  }).toEqual({ added: added.length, cancelled: cancelled.length, moved: moved.length, people: affected.size })
  const first = [...added, ...moved].map((row) => row.due_at)
  expect(impact.firstNewSendAt === null).toBe(first.length === 0)
  if (impact.firstNewSendAt !== null) expect(Date.parse(impact.firstNewSendAt)).toBeGreaterThanOrEqual(Math.min(...first))
}

/** Nobody got a step twice; nobody was passed over by one that was there before them; one message planned at a time. */
function check(world: World, id: number): void {
  const delivered = world.ports.mailer.delivered.map(({ mail }) => `${mail.to.address} ${/step #\d+/.exec(mail.text)?.[0] ?? '?'}`)
  expect(delivered.filter((one, index) => delivered.indexOf(one) !== index)).toEqual([])
  expect(rows(world, `select enrollment_id from sends where status = 'scheduled' group by enrollment_id having count(*) > 1`)).toEqual([])
  // A step that a finished person did not get was added behind their back: later than a message of a step after it,
  // be that one in use or removed since (it keeps its place).
  const lost = rows(
    world,
    `select e.id as person, st.id as step from enrollments e join steps st on st.campaign_id = e.campaign_id and st.removed_at is null
     where e.campaign_id = ? and e.status = 'completed'
       and not exists (select 1 from sends s where s.enrollment_id = e.id and s.step_id = st.id and s.status = 'sent')
       and not exists (select 1 from sends s join steps later on later.id = s.step_id
                       where s.enrollment_id = e.id and s.status = 'sent' and s.claimed_at < st.created_at
                         and later.position > st.position)`,
    id,
  )
  expect(lost).toEqual([])
}

/** Goes from planned message to planned message; nothing in between is of interest here. */
async function pass(world: World, id: number, ms: number): Promise<void> {
  const until = world.clock.now() + ms
  for (let turns = 0; ; turns++) {
    if (turns > 500) throw new Error(`it does not come to rest: ${JSON.stringify((await api(world).campaigns.get({ id })).waiting)}`)
    await world.engine.drain()
    const { nextSendAt } = await api(world).campaigns.get({ id })
    const next = nextSendAt === null ? until : Math.max(Date.parse(nextSendAt), world.clock.now() + 1)
    if (next >= until) break
    world.clock.jump(next)
  }
  world.clock.jump(until)
  await world.engine.drain()
}

/** One edit, and whether it was a change that was asked about beforehand. */
async function act(world: World, id: number, one: Edit, mailboxIds: number[], marker: number): Promise<boolean> {
  const client = api(world)
  if (one.kind === 'wait') await pass(world, id, one.hours * hourMs)
  if (one.kind === 'enter') await client.recipients.add({ id, emails: [`new${marker}@late.example`] })
  if (one.kind === 'pause') {
    const { status } = await client.campaigns.get({ id })
    await client.campaigns[status === 'paused' ? 'resume' : 'pause']({ id })
  }
  const steps = await client.sequences.list({ id })
  if (one.kind === 'rewrite') {
    const step = steps[one.at % steps.length]
    if (step) await client.sequences.update({ id, step: step.id, body: `${step.body}, said better` })
  }
  const change = changeOf(
    one,
    steps.map((step) => step.id),
    mailboxIds,
    marker,
  )
  if (!change) return false
  const before = planned(world)
  const impact = await client.campaigns.previewChange({ id, change })
  expect(planned(world)).toEqual(before)
  await make(world, id, change)
  compare(impact, before, planned(world))
  return true
}

/** A whole life of a campaign. Returns how many changes were made. */
async function live(world: World, script: Edit[]): Promise<number> {
  const { campaignId: id, mailboxIds } = await setUp(world, {
    people: 4,
    mailboxes: 2,
    gapSeconds: 1800,
    steps: [1, 2, 3].map((marker) => ({ subject: `Subject ${marker}`, body: `step #${marker}`, delayDays: marker === 1 ? 0 : 1 })),
  })
  await api(world).campaigns.activate({ id })
  await pass(world, id, hourMs)
  let made = 0
  for (const [index, one] of script.entries()) {
    if ((await api(world).campaigns.get({ id })).status === 'completed') break
    if (await act(world, id, one, mailboxIds, index + 4)) made++
    check(world, id)
  }
  if ((await api(world).campaigns.get({ id })).status === 'paused') await api(world).campaigns.resume({ id })
  await pass(world, id, 90 * dayMs)
  check(world, id)
  expect(await api(world).campaigns.get({ id })).toMatchObject({
    status: 'completed',
    stats: { scheduled: 0, active: 0, pending: 0, held: 0 },
  })
  return made
}

describe('a running campaign that is edited at will', () => {
  it('gives nobody a step twice, loses none, and does what the preview said', async () => {
    let changes = 0
    let sent = 0
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 4, maxLength: 14 }), async (script) => {
        const world = openWorld()
        try {
          changes += await live(world, script)
          sent += world.ports.mailer.delivered.length
        } finally {
          await world.close()
        }
      }),
      { numRuns: Number(process.env.EDIT_RUNS ?? 30) },
    )
    expect(changes).toBeGreaterThan(10)
    expect(sent).toBeGreaterThan(100)
  }, 120_000)
})

it('writes to nobody again whose message is replaced: the new one added in its place, the old one removed', async () => {
  const world = openWorld()
  try {
    const { campaignId } = await setUp(world, { people: 3, steps: [{ subject: 'Old' }, { subject: 'Last', delayDays: 30 }] })
    const client = api(world)
    await world.engine.start()
    activate(world, campaignId)
    await runUntil(world, world.clock.now() + hourMs)
    const [old, last] = rows<{ id: number }>(world, 'select id from steps order by position')
    const step = { channel: 'email' as const, subject: 'New', body: 'Hello', delayDays: 0, delayHours: 0 }
    const id = campaignId
    await client.sequences.add({ id, position: 1, ...step })
    await client.sequences.remove({ id, step: old?.id ?? 0 })
    // And the other way round: removed first, then another put in its place.
    const [added] = rows<{ id: number }>(world, 'select id from steps where removed_at is null order by position')
    await client.sequences.remove({ id, step: added?.id ?? 0 })
    await client.sequences.add({ id, position: 1, ...step, subject: 'Newer' })
    await runUntil(world, world.clock.now() + 10 * dayMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.subject)).toEqual(['Old', 'Old', 'Old'])
    expect(rows(world, `select distinct step_id from sends where status = 'scheduled'`)).toEqual([{ step_id: last?.id }])
    // One behind everything is a further message.
    await client.sequences.add({ id, ...step, subject: 'Further' })
    await client.sequences.remove({ id, step: last?.id ?? 0 })
    await runUntil(world, world.clock.now() + 3 * dayMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.subject).slice(3)).toEqual(['Further', 'Further', 'Further'])
  } finally {
    await world.close()
  }
})
