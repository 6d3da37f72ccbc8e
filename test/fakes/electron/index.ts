/**
 * A stand-in for the `electron` module under plain Node, for machines where its binary is not installed: windows are
 * pages of a real Chromium, the built preload script runs in them, and message ports reach the built main process. It
 * has what this app uses, and no more; anything else fails loudly.
 */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BrowserWindowConstructorOptions } from 'electron'
import { type Browser, chromium, type Page } from 'playwright'
import { chromiumLaunchOptions } from '../chromium.ts'
import { attach, type IpcEvent } from './frame.ts'

type Handler = (request: Request) => Promise<Response>

/** What tests look at. */
export interface StandIn {
  windows: BrowserWindow[]
  exits: number[]
  errors: string[]
  privileged: string[]
  /** Resolves once `app.quit` has run to its end. */
  ended: Promise<void>
}

const handlers = new Map<string, Handler>()
let browser: Browser | undefined
let end: () => void = () => {}

export const standIn: StandIn = {
  windows: [],
  exits: [],
  errors: [],
  privileged: [],
  ended: new Promise((resolve) => {
    end = resolve
  }),
}

class App extends EventEmitter {
  isPackaged = false
  private paths = new Map<string, string>()
  commandLine = {
    getSwitchValue: (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }

  requestSingleInstanceLock(): boolean {
    return true
  }

  async whenReady(): Promise<void> {
    await Promise.resolve()
  }

  quit(): void {
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (prevented) return
    void Promise.resolve(browser?.close()).then(() => end())
  }

  exit(code: number): void {
    standIn.exits.push(code)
    void Promise.resolve(browser?.close()).then(() => end())
  }
}

export const app = new App()

class IpcMain extends EventEmitter {}
export const ipcMain = new IpcMain()

export const dialog = {
  showErrorBox(title: string, content: string): void {
    standIn.errors.push(`${title}: ${content}`)
  },
}

/** No keychain here: what is "encrypted" is only turned around, so that tests see it was asked. */
export const safeStorage = {
  isEncryptionAvailable: () => true,
  encryptString: (text: string) => Buffer.from([...text].reverse().join('')),
  decryptString: (sealed: Buffer) => [...sealed.toString()].reverse().join(''),
}

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string }[]): void {
    standIn.privileged.push(...schemes.map(({ scheme }) => scheme))
  },
  handle(scheme: string, handler: Handler): void {
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

class WebContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler(handler: WebContents['openHandler']): void {
    this.openHandler = handler
  }
}

/** `app://host/path` as Chromium is told, which knows no such scheme: a name that never leaves the machine. */
const toChromium = (url: string) => url.replace(/^(\w+):\/\/([^/]+)/, 'http://$2.$1.localhost')
const fromChromium = (url: string) => url.replace(/^http:\/\/([^/]+)\.(\w+)\.localhost/, '$2://$1')

export class BrowserWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions
  readonly webContents = new WebContents()
  page: Page | undefined
  shown = false
  private destroyed = false

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
    standIn.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    browser ??= await chromium.launch(chromiumLaunchOptions())
    const page = await browser.newPage({ viewport: { width: this.options.width ?? 800, height: this.options.height ?? 600 } })
    this.page = page
    const { preload } = this.options.webPreferences ?? {}
    const script = preload ? readFileSync(preload, 'utf8') : ''
    const connect = (channel: string, event: IpcEvent, said: unknown) => void ipcMain.emit(channel, event, said)
    await attach(page, script, () => fromChromium(page.url()), connect)
    await page.route('**/*', async (route) => {
      const asked = fromChromium(route.request().url())
      const handler = handlers.get(new URL(asked).protocol.slice(0, -1))
      if (!handler || !session.defaultSession.allows(asked)) return route.abort('blockedbyclient')
      const response = await handler(new Request(asked))
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      })
    })
    await page.goto(toChromium(url))
    this.emit('ready-to-show')
  }

  show(): void {
    this.shown = true
  }
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false
  }
  isDestroyed(): boolean {
    return this.destroyed
  }

  async close(): Promise<void> {
    await this.page?.close()
    this.destroyed = true
    this.emit('closed')
    if (standIn.windows.every((window) => window.isDestroyed())) app.emit('window-all-closed')
  }
}
