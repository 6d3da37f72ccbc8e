import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import type { Engine } from '../../src/main/engine/engine.ts'
import type { OpenSandbox } from '../../src/main/sandbox/control.ts'
import { openSandbox } from '../../src/main/sandbox/open.ts'
import { FakeClock } from '../fakes/clock.ts'
import { fakePorts } from '../fakes/ports.ts'

export const zone = 'Europe/Berlin'
/** Saturday noon: the sandbox begins on Monday. */
export const saturdayNoon = Date.parse('2026-11-21T11:00:00Z')

export const apiOf = ({ router, context }: Engine) => createRouterClient(router, { context })

/** A sandbox in a folder of its own, on a real clock that stands still until a test moves it. */
export async function begin(options: { pace?: number; seed?: string; folder?: string } = {}) {
  const real = new FakeClock(saturdayNoon)
  const folder = options.folder ?? join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'box')
  const sandbox = await openSandbox({ folder, ports: fakePorts(real), zone, host: 'headless', pace: 1200, ...options })
  return { real, folder, sandbox, api: apiOf(sandbox.engine) }
}

/** Lets real time pass in the steps of the clock; all that happens at an instant comes to its end before the next. */
export async function pass(real: FakeClock, { engine }: OpenSandbox, ms: number): Promise<void> {
  for (const until = real.now() + ms; real.now() < until; ) {
    real.advanceTo(real.now() + 25)
    await settle(engine)
  }
}

async function settle(engine: Engine): Promise<void> {
  const changes = () => engine.context.db.sqlite.prepare('select total_changes()').pluck().get()
  let before: unknown
  do {
    before = changes()
    await nextTurn()
    await engine.drain()
    await nextTurn()
  } while (changes() !== before)
}
