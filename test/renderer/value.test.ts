import { expect, it } from 'vitest'
import { createValueStore } from '../../src/renderer/stores/value.ts'
import { createManualTimers } from './manual-timers.ts'

it('does not put what was read before an action over what the action answered', async () => {
  const timers = createManualTimers()
  const answers: ((value: string) => void)[] = []
  const value = createValueStore<string>(() => new Promise((resolve) => answers.push(resolve)), timers)
  value.touch()
  await timers.advance(0)
  value.set('answered')
  answers[0]?.('read before')
  await timers.advance(0)
  expect(value.store.getState().value).toBe('answered')
  await timers.advance(1_000)
  answers[1]?.('read after')
  await timers.advance(0)
  expect(value.store.getState().value).toBe('read after')
})
