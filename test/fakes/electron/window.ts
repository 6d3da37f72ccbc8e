import { readFileSync } from 'node:fs'
import type { BrowserWindowConstructorOptions } from 'electron'
import type { Page } from 'playwright'
import type { NativeImage } from './desktop-parts.ts'
import { KnownEmitter } from './emitter.ts'
import { attach, type IpcEvent } from './frame.ts'
import { app, handlers, ipcMain, session } from './process.ts'
import { standIn, theBrowser } from './state.ts'

/** `app://host/path` as Chromium is told, which knows no such scheme: a name that never leaves the machine. */
const toChromium = (url: string) => url.replace(/^(\w+):\/\/([^/]+)/, 'http://$2.$1.localhost')
const fromChromium = (url: string) => url.replace(/^http:\/\/([^/]+)\.(\w+)\.localhost/, '$2://$1')

const contentEvents = ['render-process-gone', 'will-navigate', 'will-redirect', 'will-attach-webview', 'did-finish-load']
const windowEvents = [
  'ready-to-show',
  'close',
  'closed',
  'show',
  'hide',
  'focus',
  'blur',
  'move',
  'resize',
  'maximize',
  'unmaximize',
  'minimize',
  'restore',
  'unresponsive',
  'responsive',
  'session-end',
]

class WebContents extends KnownEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  private readonly window: BrowserWindow

  constructor(window: BrowserWindow) {
    super(contentEvents)
    this.window = window
  }
  setWindowOpenHandler(handler: WebContents['openHandler']): void {
    this.openHandler = handler
  }
  reload(): void {
    this.window.loadURL(this.window.url).catch(() => {})
  }
  forcefullyCrashRenderer(): void {
    void this.window.crash('killed')
  }
}

interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

export class BrowserWindow extends KnownEmitter {
  readonly options: BrowserWindowConstructorOptions
  readonly webContents: WebContents
  page: Page | undefined
  url = ''
  overlay: { picture: NativeImage | null; words: string } | null = null
  private visible = false
  private focused = false
  private minimized = false
  private maximized = false
  private destroyed = false
  private bounds: Bounds

  constructor(options: BrowserWindowConstructorOptions) {
    super(windowEvents)
    const { width = 800, height = 600, x, y } = options
    const [display] = standIn.displays
    const middle = (from: number, room: number, size: number) => Math.round(from + (room - size) / 2)
    const { workArea } = display ?? { workArea: { x: 0, y: 0, width, height } }
    this.options = options
    this.bounds = { x: x ?? middle(workArea.x, workArea.width, width), y: y ?? middle(workArea.y, workArea.height, height), width, height }
    this.webContents = new WebContents(this)
    standIn.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    this.url = url
    const first = !this.page
    const page = this.page ?? (await this.openPage())
    // Rejects, as in Electron, where another address, a crash or the end comes in between.
    await page.goto(toChromium(url))
    if (this.destroyed) return
    if (first) this.emit('ready-to-show')
    this.webContents.emit('did-finish-load')
  }

  private async openPage(): Promise<Page> {
    const context = await (await theBrowser()).newContext({ viewport: { width: this.bounds.width, height: this.bounds.height } })
    const page = await context.newPage()
    this.page = page
    const { preload } = this.options.webPreferences ?? {}
    const script = preload ? readFileSync(preload, 'utf8') : ''
    const connect = (channel: string, event: IpcEvent, said: unknown) => void ipcMain.emit(channel, event, said)
    await attach(page, script, () => fromChromium(page.url()), connect)
    await page.route('**/*', async (route) => {
      const request = route.request()
      const asked = fromChromium(request.url())
      if (request.isNavigationRequest() && request.frame() === page.mainFrame() && this.isOfThePage(asked)) {
        // Begun by the page, not by the program: it has to pass like in Electron. 204 leaves the page as it is.
        if (this.webContents.ask('will-navigate', { url: asked })) return route.fulfill({ status: 204 })
      }
      const handler = handlers.get(new URL(asked).protocol.slice(0, -1))
      if (!handler || !session.defaultSession.allows(asked)) return route.abort('blockedbyclient')
      const response = await handler(new Request(asked))
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      })
    })
    return page
  }

  /** Whether a navigation was begun in the page. What the program loads, and a reload, is not. */
  private isOfThePage(asked: string): boolean {
    const plain = (url: string) => url.replace(/#.*/, '')
    return ![this.url, fromChromium(this.page?.url() ?? '')].map(plain).includes(plain(asked))
  }

  /** For tests: the renderer dies. */
  async crash(reason = 'crashed'): Promise<void> {
    const { page } = this
    this.page = undefined
    if (page) this.url = fromChromium(page.url())
    await page?.close()
    this.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 })
  }

  /** For tests: a person moves and resizes it. */
  moveTo(bounds: Bounds): void {
    this.bounds = bounds
    this.emit('move', {})
    this.emit('resize', {})
  }

  show(): void {
    this.visible = true
    this.focused = true
    this.emit('show', {})
  }
  hide(): void {
    this.visible = false
    this.focused = false
    this.emit('hide', {})
  }
  focus(): void {
    this.focused = true
  }
  blur(): void {
    this.focused = false
  }
  minimize(): void {
    this.minimized = true
    this.focused = false
  }
  restore(): void {
    this.minimized = false
  }
  maximize(): void {
    this.maximized = true
    this.emit('maximize', {})
  }
  isMinimized(): boolean {
    return this.minimized
  }
  isMaximized(): boolean {
    return this.maximized
  }
  isVisible(): boolean {
    return this.visible && !this.minimized
  }
  isFocused(): boolean {
    return this.focused
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  getNormalBounds(): Bounds {
    return { ...this.bounds }
  }
  setOverlayIcon(picture: NativeImage | null, words: string): void {
    this.overlay = { picture, words }
  }

  /** As a person or the program closes it. False where that was prevented. */
  close(): boolean {
    if (this.destroyed) return true
    if (this.ask('close')) return false
    this.destroyed = true
    this.visible = false
    this.focused = false
    void this.page?.close().catch(() => {})
    this.emit('closed')
    if (!app.isQuitting && standIn.windows.every((window) => window.destroyed)) app.emit('window-all-closed')
    return true
  }
}
