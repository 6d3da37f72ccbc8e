import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ForecastInput, forecast } from '../../src/main/engine/rules/forecast/forecast.ts'
import { placesOf } from '../../src/main/engine/rules/forecast/places.ts'
import { averageGapMs, dueTimes } from '../../src/main/engine/rules/forecast/times.ts'
import { type StepPlace, stepDueAt } from '../../src/main/engine/rules/sending/next-step.ts'
import { nextSendAt } from '../../src/main/engine/rules/sending/pacing.ts'
import { isOpen, localDay } from '../../src/main/engine/rules/sending/window.ts'
import { countCpu } from '../fakes/cpu-time.ts'

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC']
const dayMs = 86_400_000
const zoneArb = fc.constantFrom(...zones)

const stepsArb = fc
  .array(fc.record({ delayDays: fc.integer({ min: 0, max: 9 }), delayHours: fc.integer({ min: 0, max: 23 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((delays) => delays.map((delay, index): StepPlace => ({ id: index + 1, position: index + 1, createdAt: 0, ...delay })))

const campaignArb = fc.record({
  steps: stepsArb,
  window: fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    start: fc.constantFrom('00:00', '02:15', '09:00'),
    end: fc.constantFrom('02:45', '17:30', '24:00'),
    zone: zoneArb,
    startDate: fc.constantFrom(null, '2026-03-27'),
  }),
})

const worldArb = fc.record({
  now: fc.date({ min: new Date('2026-03-18'), max: new Date('2026-04-02'), noInvalidDate: true }).map((date) => date.getTime()),
  zone: zoneArb,
  limit: fc.integer({ min: 1, max: 12 }),
  mailboxes: fc.array(
    fc.record({
      gapMs: fc.integer({ min: 0, max: 7_200_000 }),
      dailyCap: fc.integer({ min: 1, max: 6 }),
      claimedToday: fc.integer({ min: 0, max: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  campaigns: fc.array(campaignArb, { minLength: 1, maxLength: 3 }),
  people: fc.array(
    fc.record({ campaign: fc.nat(), mailbox: fc.nat(), behind: fc.nat(3), dueIn: fc.integer({ min: -dayMs, max: 4 * dayMs }) }),
    { maxLength: 40 },
  ),
})

type World = typeof worldArb extends fc.Arbitrary<infer T> ? T : never

function inputOf(world: World): ForecastInput {
  const campaigns = world.campaigns.map((campaign, index) => ({ id: index + 1, ...campaign }))
  const places = campaigns.map(({ steps }) => placesOf(steps))
  return {
    now: world.now,
    zone: world.zone,
    credits: { limit: world.limit, used: 1 },
    mailboxes: world.mailboxes.map((mailbox, index) => ({ id: index + 1, nextSendAt: world.now - 1000, ...mailbox })),
    campaigns,
    people: world.people.map((person, index) => {
      const campaign = person.campaign % campaigns.length
      const taken = campaigns[campaign]?.steps.slice(0, person.behind % (campaigns[campaign]?.steps.length ?? 1)).map(({ id }) => id) ?? []
      return {
        recipientId: index + 1,
        sendId: null,
        campaign,
        mailbox: person.mailbox % world.mailboxes.length,
        place: places[campaign]?.of(taken) as never,
        dueAt: world.now + person.dueIn,
        order: index + 1,
      }
    }),
    until: world.now + 400 * dayMs,
  }
}

function rowsOf(input: ForecastInput) {
  const result = forecast(input)
  return result.at.map((at, index) => {
    const who = result.person[index] ?? 0
    const person = input.people[who]
    const campaign = input.campaigns[person?.campaign ?? 0]
    const mailbox = input.mailboxes[person?.mailbox ?? 0]
    if (!person || !campaign || !mailbox) throw new Error('a message of nobody')
    return { at, who, person, campaign, mailbox, step: result.step[index] ?? 0 }
  })
}

describe('the forecast', () => {
  it('keeps window, gap, cap and credits, and gives everybody every step after its delay', () => {
    fc.assert(
      fc.property(worldArb, (world) => {
        const input = inputOf(world)
        const rows = rowsOf(input)
        const credits = new Map([[localDay(input.now, input.zone), input.credits.used]])
        const claimed = new Map(
          input.mailboxes.map((mailbox) => [`${mailbox.id} ${localDay(input.now, input.zone)}`, mailbox.claimedToday]),
        )
        const lastOf = new Map<number, number>()
        const had = new Map<number, { at: number; step: number }>()
        let before = 0
        for (const { at, who, person, campaign, mailbox, step } of rows) {
          expect(at).toBeGreaterThanOrEqual(Math.max(before, input.now))
          before = at
          expect(isOpen(campaign.window, at)).toBe(true)
          const last = lastOf.get(mailbox.id)
          if (last !== undefined) expect(at - last).toBeGreaterThanOrEqual(mailbox.gapMs)
          lastOf.set(mailbox.id, at)
          const day = localDay(at, input.zone)
          credits.set(day, (credits.get(day) ?? 0) + 1)
          expect(credits.get(day)).toBeLessThanOrEqual(input.credits.limit)
          const key = `${mailbox.id} ${day}`
          claimed.set(key, (claimed.get(key) ?? 0) + 1)
          expect(claimed.get(key)).toBeLessThanOrEqual(mailbox.dailyCap)
          const previous = had.get(who)
          if (previous) {
            expect(step).toBe(previous.step + 1)
            expect(at).toBeGreaterThanOrEqual(stepDueAt(campaign.steps[step] as StepPlace, previous.at, campaign.window.zone))
          } else {
            expect(step).toBe(person.place.step)
            expect(at).toBeGreaterThanOrEqual(person.dueAt)
          }
          had.set(who, { at, step })
        }
        const left = forecast(input).left.reduce((sum, place) => sum + (place?.left ?? 0), 0)
        expect(rows.length + left).toBe(input.people.reduce((sum, person) => sum + person.place.left, 0))
        expect(rowsOf(input).map(({ at, who }) => [at, who])).toEqual(rows.map(({ at, who }) => [at, who]))
      }),
      { numRuns: 150 },
    )
  })

  it('places whatever a window will ever open for', () => {
    fc.assert(
      fc.property(worldArb, (world) => {
        const input = inputOf(world)
        const open = input.campaigns.map(({ window }) => window.start < window.end)
        const { left } = forecast(input)
        left.forEach((place, who) => {
          const campaign = input.people[who]?.campaign ?? 0
          // Few people, at least one credit a day, and more than a year: only a window that never opens keeps somebody.
          if (open[campaign]) expect(place).toBeNull()
        })
      }),
      { numRuns: 60 },
    )
  })

  it('knows the due time of a step also across changes of the clocks', () => {
    fc.assert(
      fc.property(
        zoneArb,
        fc.integer({ min: Date.parse('2026-03-01'), max: Date.parse('2026-11-15') }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 23 }),
        (zone, base, delayDays, delayHours) => {
          const step = { delayDays, delayHours }
          expect(dueTimes(zone)(step, base)).toBe(stepDueAt(step, base, zone))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('knows the average pause between two messages', () => {
    for (const [gap, jitter] of [
      [90, 60],
      [60, 60],
      [10, 100],
      [0, 0],
      [0, 20],
    ] as const) {
      const runs = 2_000
      let sum = 0
      for (let i = 0; i < runs; i++) sum += nextSendAt(0, gap, jitter, (i + 0.5) / runs)
      expect(Math.abs(averageGapMs(gap, jitter) - sum / runs)).toBeLessThan(20)
    }
  })

  it('foretells 600,000 messages in a second', () => {
    const steps: StepPlace[] = [0, 3, 7].map((delayDays, index) => ({
      id: index + 1,
      position: index + 1,
      createdAt: 0,
      delayDays,
      delayHours: 0,
    }))
    const window = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null }
    const places = placesOf(steps)
    const now = Date.parse('2026-03-20T08:00:00Z')
    const input: ForecastInput = {
      now,
      zone: 'Europe/Berlin',
      credits: { limit: 1e9, used: 0 },
      mailboxes: Array.from({ length: 10 }, (_, index) => ({
        id: index + 1,
        nextSendAt: 0,
        gapMs: 60_000,
        dailyCap: 100_000,
        claimedToday: 0,
      })),
      campaigns: [0, 1].map((index) => ({ id: index + 1, window, steps })),
      people: Array.from({ length: 200_000 }, (_, index) => ({
        recipientId: index + 1,
        sendId: null,
        campaign: index % 2,
        mailbox: index % 10,
        place: places.of([]),
        dueAt: now,
        order: index + 1,
      })),
      until: now + 400 * dayMs,
    }
    const cpuMs = countCpu()
    const { at } = forecast(input)
    const took = cpuMs()
    expect(at).toHaveLength(600_000)
    process.stdout.write(`600,000 messages foretold in ${Math.round(took)} ms\n`)
    // Twice the aim, and the time of the processor alone: the machine may be busy with other tests.
    expect(took).toBeLessThan(2_000)
  })
})
