import { expect, test } from 'vitest'
import { withPatience } from '../../src/renderer/api/patience.ts'

const never = () => new Promise<never>(() => {})

test('a call without an answer is given up, also by a link that ignores its signal', async () => {
  await expect(withPatience({ call: never }, 20).call(['campaigns', 'list'], {}, { context: {} })).rejects.toThrow('no answer')
})

test('an answer passes, and the caller may still take the call back', async () => {
  const signals: (AbortSignal | undefined)[] = []
  const link = withPatience({
    call: (_path, _input, options) => {
      signals.push(options.signal)
      return Promise.resolve('answer')
    },
  })
  const mine = new AbortController()
  expect(await link.call(['engine', 'status'], {}, { context: {}, signal: mine.signal })).toBe('answer')
  mine.abort()
  expect(signals[0]?.aborted).toBe(true)
})

test('the event stream has no limit', async () => {
  const mine = new AbortController()
  let given: AbortSignal | undefined
  const link = withPatience({
    call: (_path, _input, options) => {
      given = options.signal
      return Promise.resolve('stream')
    },
  })
  await link.call(['events', 'stream'], {}, { context: {}, signal: mine.signal })
  expect(given).toBe(mine.signal)
})
