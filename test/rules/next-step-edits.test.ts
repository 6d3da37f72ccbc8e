import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextStep, type PastSend, type StepPlace } from '../../src/main/engine/rules/sending/next-step.ts'

type Edit = { kind: 'send' } | { kind: 'add'; at: number } | { kind: 'remove'; at: number } | { kind: 'move'; from: number; to: number }

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Edit>({ kind: 'send' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), at: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), from: fc.nat(6), to: fc.nat(6) }) },
)

/** Where a step is put in: directly behind the one in use before it; behind all at the end. */
function placeOf(steps: StepPlace[], at: number): number {
  const inUse = steps.filter((step) => !step.removed)
  if (at >= inUse.length) return steps.length
  const before = inUse[at - 1]
  return before === undefined ? 0 : steps.indexOf(before) + 1
}

/** One person's way through a sequence that is edited on the way, by the words of the rule alone. */
function live(edits: readonly Edit[]) {
  let clock = 1
  let made = 0
  const fresh = (): StepPlace => ({ id: ++made, position: 0, createdAt: clock, delayDays: 0, delayHours: 0 })
  let steps = [fresh(), fresh(), fresh()]
  const inUse = () => steps.filter((step) => !step.removed)
  const had: PastSend[] = []
  const hadIt = ({ id }: StepPlace) => had.some((past) => past.stepId === id)
  /** Added where they had been already, also where what they had there was removed since. */
  const passedBy = new Set<number>()

  function send(): boolean {
    const next = nextStep(steps, had)
    if (!next) return false
    expect(next.removed, `step ${next.id} came though it was removed`).toBeFalsy()
    had.push({ stepId: next.id, status: 'sent', claimedAt: clock })
    return true
  }

  for (const one of edits) {
    clock++
    if (one.kind === 'send') send()
    else if (one.kind === 'add') {
      const at = placeOf(steps, one.at)
      const added = fresh()
      if (steps.slice(at).some(hadIt)) passedBy.add(added.id)
      steps = [...steps.slice(0, at), added, ...steps.slice(at)]
    } else if (one.kind === 'remove') {
      const gone = inUse()[one.at]
      steps = steps.map((step) => (step === gone ? { ...step, removed: true } : step))
    } else {
      const moved = inUse()[one.from]
      if (!moved) continue
      steps = steps.filter((step) => step !== moved)
      steps.splice(Math.min(one.to, steps.length), 0, moved)
    }
  }
  clock++
  while (send());
  return { had: had.map(({ stepId }) => stepId), passedBy, steps: inUse() }
}

it('gives each step in use once, but for those that were added behind somebody, for good', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
      const { had, passedBy, steps } = live(edits.filter(({ kind }) => kind !== 'move'))
      expect(new Set(had).size).toBe(had.length)
      for (const { id } of steps) expect(had.includes(id), `step ${id}`).toBe(!passedBy.has(id))
      for (const id of had) expect(passedBy.has(id), `step ${id} came though it was added behind them`).toBe(false)
    }),
    { numRuns: 3_000 },
  )
})

it('gives no step twice and none that was removed, whatever is done to the sequence', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
      const { had } = live(edits)
      expect(new Set(had).size).toBe(had.length)
    }),
    { numRuns: 1_000 },
  )
})
