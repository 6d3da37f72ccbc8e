import { BrowserWindow, nativeTheme, screen } from 'electron'
import { countCrash } from '../shell/crash-loop.ts'
import { actionOf, type ScreenAction } from '../shell/screen.ts'
import { leastHeight, leastWidth, placeWindow, type WindowPlace } from '../shell/window-place.ts'
import { pageOrigin, pageUrl, screenUrl } from './page.ts'

export interface WindowOptions {
  preloadFile: string
  icon: string
  place: WindowPlace | null
  /** Where it begins: a path inside the interface, or the screen that stands in for it. */
  path: string | 'screen'
  /** The window was moved or is going: keep its place. */
  keepPlace(place: WindowPlace): void
  /** True: it only hides. */
  hidesInstead(): boolean
  onAction(action: ScreenAction): void
  /** The page is gone; true: for the third time within a minute. */
  onCrash(reason: string, loop: boolean): void
}

/** The window's colour before the page has one (`--page` of the interface), so that nothing flashes. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#121214' : '#fbfbfc')

/** The one window. It is shown once there is something to see. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const place = placeWindow(options.place, displays())
  const { maximized, ...bounds } = place
  const window = new BrowserWindow({
    ...bounds,
    minWidth: leastWidth,
    minHeight: leastHeight,
    show: false,
    title: 'Campaign Desk',
    icon: options.icon,
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preloadFile,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    showAgain(window)
  })
  rememberPlace(window, options)
  watchPage(window, options)
  load(window, options.path === 'screen' ? screenUrl : `${pageUrl}#${options.path}`)
  return window
}

/** Loads an address of ours. One that another comes after before it is there is no problem. */
export function load(window: BrowserWindow, url: string): void {
  window.loadURL(url).catch(() => {})
}

export function showAgain(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function displays() {
  const main = screen.getPrimaryDisplay()
  return [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)].map(({ workArea }) => workArea)
}

function rememberPlace(window: BrowserWindow, { keepPlace, hidesInstead }: WindowOptions): void {
  let timer: NodeJS.Timeout | undefined
  const keep = () => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized()) return
    keepPlace({ ...window.getNormalBounds(), maximized: window.isMaximized() })
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(keep, 500)
  }
  window.on('move', soon)
  window.on('resize', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  window.on('close', (event) => {
    keep()
    if (!hidesInstead()) return
    event.preventDefault()
    window.hide()
  })
  window.on('closed', () => clearTimeout(timer))
}

/** A page that crashed or hangs is loaded again; the engine does not notice. */
function watchPage(window: BrowserWindow, { onAction, onCrash }: WindowOptions): void {
  const { webContents } = window
  let crashes: number[] = []
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const { lately, loop } = countCrash(crashes, Date.now())
    crashes = loop ? [] : lately
    onCrash(reason, loop)
    if (loop) load(window, screenUrl)
    else webContents.reload()
  })
  // A page that hangs is ended, and so comes back like one that crashed.
  window.on('unresponsive', () => webContents.forcefullyCrashRenderer())
  // The links of a screen lead nowhere (see security.ts): they are its buttons.
  webContents.on('will-navigate', (event) => {
    const action = actionOf(event.url, pageOrigin)
    if (action) onAction(action)
  })
}
