import { join } from 'node:path'
import type { Engine } from '../../src/main/engine/engine.ts'
import type { Log } from '../../src/main/engine/ports/machine.ts'

import { createHeadlessMachine } from '../../src/main/host/headless-machine.ts'
import { createHostRouter } from '../../src/main/host/host-router.ts'
import { createPlaces, type Places } from '../../src/main/host/places.ts'
import type { SandboxControl } from '../../src/main/sandbox/control.ts'
import { createSandbox } from '../../src/main/sandbox/sandbox.ts'
import { createSimulations, type Simulations } from '../../src/main/sandbox/simulations.ts'

/** An engine with a headless machine and a real sandbox around it, as the hosts put them together. */
export function placesAround(engine: Engine, log: Log): Places & { sandbox: SandboxControl; simulations: Simulations } {
  const { folder } = engine.context
  const sandbox = createSandbox(engine, join(folder, 'sandbox'), 'headless')
  const simulations = createSimulations(join(folder, 'simulations'), engine.context.ports)
  const host = createHostRouter(createHeadlessMachine({ version: '1.2.3', dataFolder: folder, logFolder: join(folder, 'log') }), log)
  return { ...createPlaces({ engine, host, sandbox, simulations, log }), sandbox, simulations }
}
