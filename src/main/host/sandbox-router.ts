import { implement } from '@orpc/server'
import { sandbox as contract } from '../../shared/contract/host.ts'
import type { Log } from '../engine/ports/machine.ts'

import type { SandboxControl } from '../sandbox/control.ts'
import { forPeople } from './host-router.ts'

/** The `sandbox` noun of the contract. */
export function createSandboxRouter(sandbox: SandboxControl, log: Log) {
  const os = implement(contract).use(async ({ next, path }) => {
    try {
      return await next()
    } catch (error) {
      throw forPeople(error, path.join('.'), log)
    }
  })
  return os.router({
    status: os.status.handler(() => sandbox.status()),
    open: os.open.handler(() => sandbox.open()),
    startOver: os.startOver.handler(() => sandbox.startOver()),
    setPace: os.setPace.handler(({ input }) => sandbox.setPace(input.pace)),
    close: os.close.handler(() => sandbox.close()),
  })
}
