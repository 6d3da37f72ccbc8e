import type { Engine } from '../engine/engine.ts'
import { apiOf } from './api.ts'
import { createSandboxControl, type SandboxControl } from './control.ts'
import { clearSandbox, openSandbox } from './open.ts'

/**
 * The sandbox beside a workspace's engine, closed. Whoever owns the workspace owns its sandbox: what lies in `folder` was
 * left by a crash, and is removed.
 * @param folder its own, outside of the workspace's
 */
export function createSandbox(engine: Engine, folder: string, host: 'headless' | 'desktop'): SandboxControl {
  clearSandbox(folder)
  const api = apiOf(engine)
  return createSandboxControl(async (pace) => {
    const { zone } = await api.workspace.get()
    return openSandbox({ folder, ports: engine.context.ports, zone, host, pace })
  })
}
