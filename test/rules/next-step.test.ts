import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextStep, type PastSend, type StepPlace, stepDueAt } from '../../src/main/engine/rules/sending/next-step.ts'

const step = (id: number, position: number, createdAt = 0): StepPlace => ({ id, position, createdAt, delayDays: 0, delayHours: 0 })
const sent = (stepId: number, claimedAt = 100): PastSend => ({ stepId, status: 'sent', claimedAt })

describe('the next step', () => {
  const abc = [step(1, 1), step(2, 2), step(3, 3)]

  it('is the first that was not taken', () => {
    expect(nextStep(abc, [])?.id).toBe(1)
    expect(nextStep(abc, [sent(1)])?.id).toBe(2)
    expect(nextStep(abc, [sent(1), sent(2), sent(3)])).toBeNull()
  })

  it('is never one that failed, was skipped, is on its way or unconfirmed', () => {
    for (const status of ['failed', 'skipped', 'sending', 'unconfirmed'] as const) {
      expect(nextStep(abc, [{ stepId: 1, status, claimedAt: 5 }])?.id).toBe(2)
    }
  })

  it('takes a cancelled step again', () => {
    expect(nextStep(abc, [{ stepId: 1, status: 'cancelled', claimedAt: null }])?.id).toBe(1)
  })

  it('passes by a step that was added before the place somebody is at', () => {
    const added = [step(9, 1, 500), step(1, 2), step(2, 3)]
    expect(nextStep(added, [sent(1, 100)])?.id).toBe(2)
  })

  it('passes it by for good, also after the next message', () => {
    const added = [step(9, 1, 500), step(1, 2), step(2, 3), step(3, 4)]
    expect(nextStep(added, [sent(1, 100), sent(2, 600)])?.id).toBe(3)
    expect(nextStep(added, [sent(1, 100), sent(2, 600), sent(3, 700)])).toBeNull()
  })

  it('gives an added step to whoever comes to its place afterwards', () => {
    const added = [step(1, 1), step(9, 2, 500), step(2, 3)]
    expect(nextStep(added, [sent(1, 100)])?.id).toBe(9)
    expect(nextStep(added, [sent(1, 100), sent(9, 600)])?.id).toBe(2)
  })

  it('does not lose a step that was moved before the place somebody is at', () => {
    const moved = [step(3, 1), step(1, 2), step(2, 3)]
    expect(nextStep(moved, [sent(1, 100)])?.id).toBe(3)
  })

  it('gives each step once and loses none, however the order changes on the way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5, maxLength: 5 }), { minLength: 6, maxLength: 6 }),
        (orders) => {
          const history: PastSend[] = []
          for (const order of orders) {
            const steps = order.map((id, index) => step(id, index + 1))
            const next = nextStep(steps, history)
            if (next) history.push(sent(next.id, 10 + history.length))
          }
          expect(history.map((past) => past.stepId).sort()).toEqual([1, 2, 3, 4, 5])
        },
      ),
    )
  })
})

describe('when a step is due', () => {
  it('counts days by the calendar of the zone and hours by the clock', () => {
    const saturday = Date.parse('2026-03-28T09:30:00Z') // 10:30 in Berlin
    expect(new Date(stepDueAt({ delayDays: 1, delayHours: 0 }, saturday, 'Europe/Berlin')).toISOString()).toBe('2026-03-29T08:30:00.000Z')
    expect(new Date(stepDueAt({ delayDays: 0, delayHours: 23 }, saturday, 'Europe/Berlin')).toISOString()).toBe('2026-03-29T08:30:00.000Z')
    expect(stepDueAt({ delayDays: 0, delayHours: 0 }, saturday, 'Europe/Berlin')).toBe(saturday)
  })
})
