import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { app, type BrowserWindow, dialog, session } from 'electron'
import type { Engine } from '../../engine/engine.ts'
import type { Log } from '../../engine/ports/machine.ts'

import { createHostRouter, type HostRouter } from '../host-router.ts'
import { jsonFile } from '../json-file.ts'
import { createLog } from '../log.ts'
import { hiddenFlag } from '../shell/autostart.ts'
import { linkIn, linkScheme, pathOfLink } from '../shell/deep-link.ts'
import { glanceAt, shortTime } from '../shell/glance.ts'
import { feedGlance } from '../shell/glance-feed.ts'
import { firstPreferences, keptPreferences } from '../shell/preferences.ts'
import type { Screen, ScreenAction } from '../shell/screen.ts'
import { crashLoopScreen, explainStart } from '../shell/start-problem.ts'
import { tell } from '../shell/tell.ts'
import { windowPlace } from '../shell/window-place.ts'
import { createSignals } from '../signals.ts'
import { showBadge } from './badge.ts'
import { createCloseHint } from './close-hint.ts'
import type { Folders } from './folders.ts'
import { startedAtLogin } from './login.ts'
import { createDesktopMachine, openFolder } from './machine.ts'
import { setMenu } from './menu.ts'
import { notify } from './notifications.ts'
import { handlePageRequests, pageUrl, registerPageScheme, screenUrl } from './page.ts'
import { acceptPorts, type Serve } from './ports.ts'
import { watchPower } from './power.ts'
import { holdQuit } from './quitting.ts'
import { lockPages, lockSession } from './security.ts'
import { createTray, type DeskTray } from './tray.ts'
import { createUpdates, type DesktopUpdates } from './updates.ts'
import { load, openWindow, showAgain } from './window.ts'

/** An engine that runs, and how its pages are answered. */
export interface OpenEngine {
  engine: Engine
  serve: Serve
  /** Finishes what is in flight and gives the folder back. */
  close(): Promise<void>
}

export interface DesktopOptions {
  version: string
  folders: Folders
  preloadFile: string
  rendererFolder: string
  /** With the icon, the tray's pictures and the badges. */
  picturesFolder: string
  /** Opens the workspace; throws what `explainStart` puts into words. */
  open(log: Log, host: HostRouter): Promise<OpenEngine>
}

/** Runs the desktop: one instance, one window, one icon in the tray, around one engine. */
export function runDesktop(options: DesktopOptions): void {
  const { folders, picturesFolder } = options
  const signals = createSignals()
  const preferences = jsonFile(join(folders.desktop, 'preferences.json'), keptPreferences, firstPreferences)
  const place = jsonFile(join(folders.desktop, 'window.json'), windowPlace.nullable(), null)
  let log: Log | null = null
  let window: BrowserWindow | null = null
  let tray: DeskTray | null = null
  let updates: DesktopUpdates | null = null
  let screen: Screen | null = null
  let running: (OpenEngine & { end(): void }) | null = null
  let starting = false
  let closePorts = () => {}
  /** Where a link wants to go that came before there was a window. */
  let wanted = linkPath(process.argv)

  registerPageScheme()
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }

  const quitter = holdQuit({
    busy: () => running !== null,
    async finish() {
      // An engine that ends answers nobody.
      closePorts()
      running?.end()
      tray?.say('Finishing the message in flight…')
      updates?.end()
      await running?.close()
      running = null
    },
    say(words) {
      if (window?.isVisible()) showScreen(words)
      else notify({ title: words.title, body: words.text.join(' ') }, () => {})
    },
  })
  const closeHint = createCloseHint(folders.desktop, {
    tray: () => tray !== null,
    reopen: () => open(),
    quitInstead() {
      preferences.set({ ...preferences.get(), keepRunning: false })
      app.quit()
    },
  })

  app.on('second-instance', (_event, args) => {
    if (!args.includes(hiddenFlag)) open(linkPath(args) ?? undefined)
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    if (running) open(pathOfLink(url))
    else wanted = pathOfLink(url)
  })
  app.on('activate', () => open())
  app.on('window-all-closed', () => app.quit())
  app.whenReady().then(ready).catch(failed)
  // Electron would show a stack trace. What was in flight is covered by its two commits, like in any crash.
  process.on('uncaughtException', failed)

  async function ready(): Promise<void> {
    lockPages()
    lockSession(session.defaultSession)
    handlePageRequests(options.rendererFolder, () => screen)
    closePorts = acceptPorts(
      () => (quitter.begun() ? null : (running?.serve ?? null)),
      () => log,
    )
    if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
    if (process.platform === 'win32') app.setAppUserModelId('desk.campaign.app')
    setMenu({ open, openLogs: () => act('logs'), quit: () => app.quit() })
    await start(startedAtLogin(process.argv))
  }

  /** Opens the workspace. What keeps it from that is said on a screen, from which it can be tried again. */
  async function start(hidden: boolean): Promise<void> {
    if (starting) return
    starting = true
    try {
      if (folders.problem !== null) throw folders.problem
      log ??= createLog(join(folders.logs, 'campaign-desk.log'))
      running = await wire(log)
    } catch (error) {
      log?.error({ error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'the workspace could not be opened')
      showScreen(explainStart(error, { dataFolder: folders.data, logFolder: folders.logs }, systemLocale()))
      return
    } finally {
      starting = false
    }
    screen = null
    if (window) load(window, pageUrl)
    else if (!hidden || wanted) open()
  }

  async function wire(log: Log): Promise<NonNullable<typeof running>> {
    updates ??= createUpdates({
      log,
      wanted: () => preferences.get().checkForUpdates,
      onChange: (update) => signals.say({ type: 'update', update }),
      finish: () => quitter.finish(),
    })
    const machine = createDesktopMachine({ version: options.version, folders, preferences, updates, signals })
    const opened = await options.open(log, createHostRouter(machine, log))
    const { engine } = opened
    const client = createRouterClient(engine.router, { context: engine.context })
    const complain = (error: unknown) => log.error({ error: String(error) }, 'the tray could not do it')
    tray ??= createTray(picturesFolder, {
      open: () => open(),
      pause: () => void client.engine.pause().catch(complain),
      resume: () => void client.engine.resume().catch(complain),
      quit: () => app.quit(),
    })
    const { bus } = engine.context
    const feed = feedGlance(client, bus, (facts) => {
      const glance = glanceAt(facts, (instant) => shortTime(instant, engine.context.ports.clock.now(), systemLocale()))
      tray?.show(glance)
      showBadge(glance.unread, window, picturesFolder)
    })
    const endTelling = tell({
      client,
      bus,
      preferences: () => preferences.get(),
      looking: () => window?.isFocused() === true,
      show: (notice) => notify(notice, () => open(notice.path)),
    })
    const wake = () => {
      if (!quitter.begun()) engine.wake()
    }
    const endPower = watchPower(wake, log, () => app.quit())
    const end = () => {
      feed.end()
      endTelling()
      endPower()
    }
    return { ...opened, end }
  }

  /** Brings the window to the front, and a place inside it where one is named. */
  function open(path?: string): void {
    const target = path ?? wanted ?? undefined
    wanted = null
    if (window && target !== undefined && screen === null) signals.say({ type: 'open', path: target })
    if (window) showAgain(window)
    else if (running || screen) makeWindow(screen ? 'screen' : (target ?? '/'))
    else wanted = target ?? null
  }

  function makeWindow(path: string): void {
    const made = openWindow({
      preloadFile: options.preloadFile,
      icon: join(picturesFolder, 'icon.png'),
      place: place.get(),
      path,
      keepPlace: (now) => {
        try {
          place.set(now)
        } catch (error) {
          log?.warn({ error: String(error) }, "the window's place could not be kept")
        }
      },
      hidesInstead() {
        if (quitter.begun() || !running || !preferences.get().keepRunning) return false
        closeHint.say()
        return true
      },
      onAction: act,
      onCrash(reason, loop) {
        log?.error({ reason, loop }, 'the page crashed')
        if (loop) screen = crashLoopScreen
      },
    })
    window = made
    made.on('session-end', () => app.quit())
    made.on('closed', () => {
      window = null
    })
  }

  function showScreen(next: Screen): void {
    screen = next
    if (window) load(window, screenUrl)
    else makeWindow('screen')
  }

  function act(action: ScreenAction): void {
    const complain = (error: unknown) => dialog.showErrorBox('Campaign Desk', error instanceof Error ? error.message : String(error))
    if (action === 'quit') app.quit()
    if (action === 'folder') void openFolder(folders.data).catch(complain)
    if (action === 'logs') void openFolder(folders.logs).catch(complain)
    if (action === 'retry') retry()
  }

  function retry(): void {
    if (running) {
      screen = null
      if (window) load(window, pageUrl)
    } else if (folders.problem !== null) {
      // Chromium's own files went elsewhere meanwhile: only a new start puts all of it right.
      app.relaunch()
      app.exit(0)
    } else void start(false)
  }

  function failed(error: unknown): void {
    log?.error({ error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'the desktop stopped')
    dialog.showErrorBox(
      'Campaign Desk has stopped',
      `Something unexpected stopped it. Your data is safe, and nothing is sent twice: start it again. The log in ${folders.logs} says what it was.`,
    )
    app.exit(1)
  }
}

const systemLocale = () => app.getSystemLocale() || undefined

function linkPath(args: readonly string[]): string | null {
  const link = linkIn(args)
  return link === null ? null : pathOfLink(link)
}
