/** The built desktop program on the stand-in for Electron, as tests start it, look at it and end it. */
import '../fakes/electron/hook.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { expect as patient } from '@playwright/test'
import type { DeskContract } from '../../src/shared/contract/index.ts'
import type { StandIn } from '../fakes/electron/index.ts'

const root = join(import.meta.dirname, '../..')
const program = [process.execPath, join(root, 'out/main/index.js')]

type Electron = typeof import('../fakes/electron/index.ts')

/** The modules as the built program gets them: by their own addresses, and once for all tests of a process. */
async function standInModule(): Promise<Electron> {
  return (await import(join(root, 'test/fakes/electron/index.ts'))) as Electron
}

export async function updaterModule(): Promise<typeof import('../fakes/electron/updater.ts')> {
  return import(join(root, 'test/fakes/electron/updater.ts'))
}

export interface Desktop {
  electron: Electron
  standIn: StandIn
  data: string
  /** Asks the engine and the host through a port of its own, as a page does. */
  client: ContractRouterClient<DeskContract>
  /** The open window; throws where there is none. */
  window(): StandIn['windows'][number]
  page(): NonNullable<StandIn['windows'][number]['page']>
  quit(): Promise<void>
}

export interface StartOptions {
  /** A folder of an earlier start; left out: a new one. */
  data?: string
  args?: string[]
  /** Decides about the system before the program starts. */
  system?(standIn: StandIn): void
}

/** Two busy cores may take their time for a page. */
export const expect = patient.configure({ timeout: 30_000 })

let starts = 0

/** Starts the built program as a new process, as it were. A query makes its module a fresh one each time. */
export async function startDesktop({ data = newFolder(), args = [], system }: StartOptions = {}): Promise<Desktop> {
  const electron = await standInModule()
  electron.newProcess()
  const { standIn } = electron
  system?.(standIn)
  process.argv = [...program, `--data=${data}`, ...args]
  process.env.XDG_CONFIG_HOME = join(data, 'config')
  process.env.XDG_CURRENT_DESKTOP ??= 'KDE'
  const own = process.listeners('uncaughtException')
  await import(`${join(root, 'out/main/index.js')}?start=${++starts}`)
  // What goes wrong in this process is a failed test, not the program's to explain.
  for (const listener of process.listeners('uncaughtException')) if (!own.includes(listener)) process.off('uncaughtException', listener)
  const isUp = () => standIn.windows.some((window) => window.isVisible()) || standIn.trays.length > 0 || standIn.errors.length > 0
  await expect.poll(isUp).toBe(true)

  const window = () => {
    const open = standIn.windows.find((it) => !it.isDestroyed())
    if (!open) throw new Error('no window is open')
    return open
  }
  return {
    electron,
    standIn,
    data,
    client: connect(electron),
    window,
    page() {
      const { page } = window()
      if (!page) throw new Error('the window has no page')
      return page
    },
    async quit() {
      electron.app.quit()
      await standIn.ended
    },
  }
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'desktop-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** A port as from our own page. It is asked for at the first call: an engine has to run by then. */
function connect(electron: Electron): ContractRouterClient<DeskContract> {
  let link: RPCLink<Record<never, never>> | null = null
  return createORPCClient({
    async call(path, input, options) {
      if (!link) {
        const { port1, port2 } = new MessageChannel()
        electron.ipcMain.emit('engine:connect', { ports: [port2], senderFrame: { url: 'app://campaign-desk/', parent: null } }, 'workspace')
        link = new RPCLink({ port: port1 as unknown as MessagePort })
        port1.start()
        port1.unref()
        port2.unref()
      }
      return link.call(path, input, options)
    },
  })
}
