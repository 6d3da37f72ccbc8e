import { expect, test } from 'vitest'
import { createCoalescer } from '../../src/renderer/lib/live/coalesce.ts'
import { createManualTimers } from './manual-timers.ts'

test('a burst becomes a run at once and a run at the end of the interval', async () => {
  const timers = createManualTimers()
  const runs: number[] = []
  const coalescer = createCoalescer(async () => void runs.push(timers.now()), 250, timers)
  for (let i = 0; i < 100; i++) coalescer.ask()
  await timers.advance(1)
  for (let i = 0; i < 100; i++) coalescer.ask()
  await timers.advance(1000)
  expect(runs).toEqual([0, 250])
})

test('a steady stream is followed about four times a second', async () => {
  const timers = createManualTimers()
  let runs = 0
  const coalescer = createCoalescer(async () => void runs++, 250, timers)
  for (let ms = 0; ms < 10_000; ms += 10) {
    coalescer.ask()
    await timers.advance(10)
  }
  expect(runs).toBeGreaterThanOrEqual(39)
  expect(runs).toBeLessThanOrEqual(41)
})

test('never two runs at once, and what came during a run makes one more', async () => {
  const timers = createManualTimers()
  let open = 0
  let most = 0
  let runs = 0
  const slow = async () => {
    open += 1
    runs += 1
    most = Math.max(most, open)
    await new Promise<void>((resolve) => timers.after(400, resolve))
    open -= 1
  }
  const coalescer = createCoalescer(slow, 250, timers)
  coalescer.ask()
  await timers.advance(100)
  coalescer.ask()
  coalescer.ask()
  await timers.advance(10_000)
  expect(most).toBe(1)
  expect(runs).toBe(2)
})

test('a slow run makes the next one wait four times as long as it took', async () => {
  const timers = createManualTimers()
  const starts: number[] = []
  const slow = async () => {
    starts.push(timers.now())
    await new Promise<void>((resolve) => timers.after(1000, resolve))
  }
  const coalescer = createCoalescer(slow, 250, timers)
  coalescer.ask()
  await timers.advance(500)
  coalescer.ask()
  await timers.advance(10_000)
  expect(starts).toEqual([0, 4000])
})

test('a stopped one runs no more', async () => {
  const timers = createManualTimers()
  let runs = 0
  const coalescer = createCoalescer(async () => void runs++, 250, timers)
  coalescer.ask()
  coalescer.stop()
  coalescer.ask()
  await timers.advance(1000)
  expect(runs).toBe(0)
})
