import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAutosave, type Patch } from '../../src/renderer/lib/forms/autosave.ts'
import { createManualTimers, settle } from './manual-timers.ts'

interface Call {
  key: string
  patch: Patch
  done(): void
  fail(error: unknown): void
}

/** What the engine throws, as the client hands it on. */
function answer(code: string): Error {
  return Object.assign(new Error(code), { code, status: 400, data: { advice: '' } })
}

function setUp(options: { automatic?: boolean } = {}) {
  const timers = createManualTimers()
  const calls: Call[] = []
  let open = 0
  let most = 0
  const autosave = createAutosave({
    save: (key, patch) =>
      new Promise<void>((resolve, reject) => {
        most = Math.max(most, ++open)
        const end = (then: () => void) => () => {
          open--
          then()
        }
        calls.push({ key, patch, done: end(resolve), fail: (error) => end(() => reject(error))() })
      }),
    classify: (error) => {
      const { code } = error as { code?: string }
      return code === 'BAD_REQUEST' ? 'refused' : code === 'CONFLICT' ? 'stale' : 'failed'
    },
    automatic: () => options.automatic ?? true,
    timers,
  })
  return { timers, calls, autosave, most: () => most, state: () => autosave.store.getState() }
}

/** The same, with what was typed and what has arrived; answers are given in the order of the calls. */
function recorded() {
  const made = setUp()
  const typed: Record<string, Patch> = {}
  const saved: Record<string, Patch> = {}
  let answered = 0
  async function end(how: 'done' | 'fail' | 'refuse'): Promise<void> {
    const call = made.calls[answered]
    if (!call) return
    answered++
    if (how === 'done') {
      saved[call.key] = { ...saved[call.key], ...call.patch }
      call.done()
    } else call.fail(how === 'fail' ? new TypeError('away') : answer('BAD_REQUEST'))
    await settle()
  }
  /** Types on what was refused, and lets every save arrive. */
  async function bringHome(): Promise<void> {
    for (let i = 0; i < 30 && made.state().unsaved.size > 0; i++) {
      for (const key of made.state().refused.keys()) made.autosave.edit(key, {})
      await made.timers.advance(6_000)
      await end('done')
    }
  }
  return { ...made, typed, saved, end, bringHome }
}

describe('autosave', () => {
  it('saves once a moment after the last of what is typed, with all of it', async () => {
    const { timers, calls, autosave, state } = setUp()
    autosave.edit('a', { text: 'h' })
    await timers.advance(300)
    autosave.edit('a', { text: 'he', subject: 's' })
    await timers.advance(400)
    expect(calls).toHaveLength(0)
    expect(state().phase).toBe('waiting')
    await timers.advance(100)
    expect(calls.map(({ patch }) => patch)).toEqual([{ text: 'he', subject: 's' }])
    expect(state().phase).toBe('saving')
    expect(state().unsaved.get('a')).toEqual({ text: 'he', subject: 's' })
    calls[0]?.done()
    await settle()
    expect(state()).toMatchObject({ phase: 'idle', unsaved: new Map() })
  })

  it('does not wait for ever for somebody who never pauses', async () => {
    const { timers, calls, autosave } = setUp()
    for (let i = 0; i < 20; i++) {
      autosave.edit('a', { text: `${i}` })
      await timers.advance(200)
    }
    expect(calls.length).toBeGreaterThan(0)
  })

  it('keeps what is typed during a save, and never lets a save overtake another', async () => {
    const { timers, calls, autosave, most, state } = setUp()
    autosave.edit('a', { text: '1' })
    autosave.edit('b', { text: 'b' })
    await timers.advance(500)
    autosave.edit('a', { text: '2' })
    await timers.advance(5_000)
    expect(calls).toHaveLength(1)
    expect(state().unsaved.get('a')).toEqual({ text: '2' })
    for (let i = 0; i < 3; i++) {
      calls[i]?.done()
      await timers.advance(600)
    }
    expect(calls.map(({ key, patch }) => `${key} ${patch.text}`)).toEqual(['a 1', 'b b', 'a 2'])
    expect(most()).toBe(1)
    expect(state().phase).toBe('idle')
  })

  it('keeps the text of a failed save under what was typed since, says so, and tries again by itself', async () => {
    const { timers, calls, autosave, state } = setUp()
    autosave.edit('a', { text: '1', subject: 's' })
    await timers.advance(500)
    autosave.edit('a', { text: '2' })
    calls[0]?.fail(new TypeError('fetch failed'))
    await settle()
    expect(state()).toMatchObject({ phase: 'failed', problem: { code: 'UNREACHABLE' } })
    expect(state().unsaved.get('a')).toEqual({ text: '2', subject: 's' })
    await timers.advance(5_000)
    expect(calls[1]?.patch).toEqual({ text: '2', subject: 's' })
    calls[1]?.done()
    await settle()
    expect(state()).toMatchObject({ phase: 'idle', problem: null })
  })

  it('goes on with the rest where one text is refused, and tries it again once it was changed', async () => {
    const { timers, calls, autosave, state } = setUp()
    autosave.edit('a', { text: '{{ first' })
    autosave.edit('b', { text: 'b' })
    await timers.advance(500)
    calls[0]?.fail(answer('BAD_REQUEST'))
    await settle()
    calls[1]?.done()
    await settle()
    expect(state().refused.get('a')?.code).toBe('BAD_REQUEST')
    expect([...state().unsaved.keys()]).toEqual(['a'])
    expect(state().phase).toBe('idle')
    autosave.edit('a', { text: '{{ firstName }}' })
    expect(state().refused.size).toBe(0)
    await timers.advance(500)
    calls[2]?.done()
    await settle()
    expect(state().unsaved.size).toBe(0)
  })

  it('stops where somebody else changed it, until a person decides', async () => {
    const { timers, calls, autosave, state } = setUp()
    autosave.edit('a', { text: 'mine' })
    await timers.advance(500)
    calls[0]?.fail(answer('CONFLICT'))
    await settle()
    autosave.edit('a', { text: 'mine too' })
    await timers.advance(60_000)
    expect(calls).toHaveLength(1)
    expect(state().phase).toBe('stale')
    autosave.resume()
    await settle()
    expect(calls[1]?.patch).toEqual({ text: 'mine too' })
    calls[1]?.done()
    await settle()
    expect(state().phase).toBe('idle')
  })

  it('forgets it where theirs is taken, together with what waited for it', async () => {
    const { timers, calls, autosave, state } = setUp()
    autosave.edit('a', { text: 'mine' })
    await timers.advance(500)
    let gaveUp = false
    autosave
      .run(async () => {})
      .catch(() => {
        gaveUp = true
      })
    calls[0]?.fail(answer('CONFLICT'))
    await settle()
    autosave.drop()
    await settle()
    expect(state()).toMatchObject({ phase: 'idle', unsaved: new Map() })
    expect(gaveUp).toBe(true)
    await timers.advance(60_000)
    expect(calls).toHaveLength(1)
  })

  it('does a job after what was typed before it, at once, and hands its error to whoever asked', async () => {
    const { calls, autosave } = setUp()
    autosave.edit('a', { text: '1' })
    const order: string[] = []
    const job = autosave.run(async () => {
      order.push('job')
      return 7
    })
    await settle()
    expect(calls).toHaveLength(1)
    expect(order).toEqual([])
    calls[0]?.done()
    expect(await job).toBe(7)
    await expect(autosave.run(() => Promise.reject(answer('BAD_REQUEST')))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await autosave.run(async () => 8)).toBe(8)
  })

  it('does a job again after a decision', async () => {
    const { autosave, state } = setUp()
    let tries = 0
    const job = autosave.run(async () => {
      tries++
      if (tries === 1) throw answer('CONFLICT')
      return tries
    })
    await settle()
    expect(state().phase).toBe('stale')
    autosave.resume()
    expect(await job).toBe(2)
  })

  it('saves nothing by itself where it must not, and one thing when asked', async () => {
    const { timers, calls, autosave, state } = setUp({ automatic: false })
    autosave.edit('a', { text: '1' })
    autosave.edit('b', { text: 'b' })
    await timers.advance(60_000)
    await autosave.flush()
    expect(calls).toHaveLength(0)
    const submitted = autosave.submit('a')
    await settle()
    calls[0]?.done()
    await submitted
    expect([...state().unsaved.keys()]).toEqual(['b'])
    expect(calls).toHaveLength(1)
  })

  it('ends with the newest of every field saved, whatever fails on the way', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('edit' as const), key: fc.constantFrom('a', 'b', 'c'), field: fc.constantFrom('x', 'y') }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900 }) }),
      fc.record({ kind: fc.constantFrom('done' as const, 'fail' as const, 'refuse' as const, 'flush' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { timers, autosave, most, typed, saved, end, bringHome } = recorded()
        for (const [n, one] of steps.entries()) {
          if (one.kind === 'edit') {
            typed[one.key] = { ...typed[one.key], [one.field]: n }
            autosave.edit(one.key, { [one.field]: n })
          } else if (one.kind === 'wait') await timers.advance(one.ms)
          else if (one.kind === 'flush') void autosave.flush()
          else await end(one.kind)
        }
        await bringHome()
        expect(saved).toEqual(typed)
        expect(most()).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })
})
