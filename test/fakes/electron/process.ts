import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { KnownEmitter } from './emitter.ts'
import { endProcess, standIn } from './state.ts'

type Handler = (request: Request) => Promise<Response>
export const handlers = new Map<string, Handler>()

const appEvents = [
  'web-contents-created',
  'second-instance',
  'open-url',
  'activate',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
]

class App extends KnownEmitter {
  isQuitting = false
  private paths = new Map<string, string>()
  commandLine = {
    getSwitchValue: (name: string) => process.argv.findLast((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
  }

  constructor() {
    super(appEvents)
  }
  get isPackaged(): boolean {
    return standIn.packaged
  }
  enableSandbox(): void {}
  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }
  getPath(name: string): string {
    if (name !== 'logs') throw new Error(`the stand-in knows no path "${name}"`)
    return join(this.paths.get('userData') ?? '', 'logs')
  }
  getAppPath(): string {
    return process.cwd()
  }
  getSystemLocale(): string {
    return 'en-GB'
  }
  requestSingleInstanceLock(): boolean {
    return standIn.first
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    standIn.protocols.push(scheme)
    return true
  }
  setLoginItemSettings(settings: { openAtLogin: boolean; args?: string[] }): void {
    standIn.loginItem = settings
  }
  getLoginItemSettings() {
    return { ...standIn.loginItem, wasOpenedAtLogin: false }
  }
  setBadgeCount(count: number): boolean {
    standIn.badge = count
    return true
  }
  setAppUserModelId(_id: string): void {}
  relaunch(): void {
    standIn.relaunches++
  }

  async whenReady(): Promise<void> {
    await Promise.resolve()
  }

  /** As in Electron: whoever prevents the default keeps it running; then every window is closed, and each may object. */
  quit(): void {
    if (this.ask('before-quit')) return
    this.isQuitting = true
    for (const window of standIn.windows) {
      if (window.close()) continue
      this.isQuitting = false
      return
    }
    if (this.ask('will-quit')) return
    void endProcess()
  }

  exit(code = 0): void {
    standIn.exits.push(code)
    void endProcess()
  }
}

export const app = new App()

/** Channels have names of ours: nothing to be checked. */
class IpcMain extends EventEmitter {}
export const ipcMain = new IpcMain()

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string }[]): void {
    standIn.privileged.push(...schemes.map(({ scheme }) => scheme))
  },
  handle(scheme: string, handler: Handler): void {
    if (handlers.has(scheme)) throw new Error(`the scheme "${scheme}" has a handler already`)
    handlers.set(scheme, handler)
  },
}

type BeforeRequest = (details: { url: string }, answer: (result: { cancel?: boolean }) => void) => void

class Session {
  beforeRequest: BeforeRequest | null = null
  permissionRequest: ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | null = null
  permissionCheck: (() => boolean) | null = null
  webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.beforeRequest = listener
    },
  }
  setPermissionRequestHandler(handler: Session['permissionRequest']): void {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: Session['permissionCheck']): void {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(_handler: () => boolean): void {}

  allows(url: string): boolean {
    let cancelled = false
    this.beforeRequest?.({ url }, (result) => {
      cancelled = result.cancel === true
    })
    return !cancelled
  }
}

export const session = { defaultSession: new Session() }
