import { createRouterClient } from '@orpc/server'
import type { Engine } from '../engine/engine.ts'
import { createSandboxControl, type SandboxControl } from './control.ts'
import { clearSandbox, openSandbox } from './open.ts'

/**
 * The sandbox beside a workspace's engine, closed. Whoever owns the workspace owns its sandbox: what lies in `folder` was
 * left by a crash, and is removed.
 * @param folder its own, outside of the workspace's
 */
export function createSandbox({ router, context }: Engine, folder: string, host: 'headless' | 'desktop'): SandboxControl {
  clearSandbox(folder)
  const api = createRouterClient(router, { context })
  return createSandboxControl(async (pace) => {
    const { zone } = await api.workspace.get()
    return openSandbox({ folder, ports: context.ports, zone, host, pace })
  })
}
