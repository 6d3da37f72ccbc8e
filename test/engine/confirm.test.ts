import { afterEach, expect, it } from 'vitest'
import { claim, confirmNotSent, settle } from '../../src/main/engine/lifecycle/send/machine.ts'
import { activate, minuteMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
afterEach(() => world.close())

const jobs = () => rows<{ kind: string; attempts: number }>(world, 'select kind, attempts from jobs')

it('a look in Sent that ends late takes nothing from a message that has left anew meanwhile', async () => {
  world = openWorld()
  const { campaignId } = await setUp(world, { people: 1, gapSeconds: 0 })
  world.ports.mailer.answer = () => ({ kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' })
  const message = { purpose: 'step', id: 1 } as const
  let looks = 0
  world.ports.reader.isInSent = async () => {
    looks++
    if (looks !== 4) return false
    // The last look takes long. A person says that it was not sent; it leaves again, and its line breaks again.
    const { context } = world.engine
    context.commit('test.decide', (tx) => confirmNotSent(tx, message))
    expect(await claim(context, message, { mailboxId: 1, pretended: false })).not.toBeNull()
    context.commit('test.settle', (tx) => settle(tx, message, { kind: 'unknown', reason: 'gone again' }, 0))
    return false
  }
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, mondayTen + 38 * minuteMs)
  expect(looks).toBeGreaterThanOrEqual(4)
  expect(rows(world, 'select status from sends')).toEqual([{ status: 'unconfirmed' }])
  expect(jobs()).toEqual([{ kind: 'confirm', attempts: expect.any(Number) }])
})
