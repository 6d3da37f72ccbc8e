import { implement } from '@orpc/server'
import { simulations as contract } from '../../shared/contract/host.ts'
import type { Engine } from '../engine/engine.ts'
import type { Log } from '../engine/ports/machine.ts'

import type { Simulations } from '../sandbox/simulations.ts'
import { forPeople } from './host-router.ts'

/** The `simulations` noun of the contract. Its context is that of the engine whose campaign is asked about. */
export function createSimulationsRouter(simulations: Simulations, router: Engine['router'], log: Log) {
  const os = implement(contract)
    .$context<Engine['context']>()
    .use(async ({ next, path }) => {
      try {
        return await next()
      } catch (error) {
        throw forPeople(error, path.join('.'), log)
      }
    })
  return os.router({
    start: os.start.handler(({ input, context }) => simulations.start({ router, context }, input)),
    get: os.get.handler(({ input }) => simulations.get(input.id)),
    cancel: os.cancel.handler(({ input }) => simulations.cancel(input.id)),
  })
}
