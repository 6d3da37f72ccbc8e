// The Electron entry: ports → engine → window.
import { join, resolve } from 'node:path'
import { app, type BrowserWindow, dialog, session } from 'electron'
import { UserError } from '../shared/errors.ts'
import { defaultDataFolder } from './host/data-folder.ts'
import { registerPageScheme, servePage } from './host/electron/page.ts'
import { acceptPorts } from './host/electron/ports.ts'
import { createKeychainSecrets } from './host/electron/secrets.ts'
import { lockPages, lockSession } from './host/electron/security.ts'
import { openWindow, showAgain } from './host/electron/window.ts'
import { createHeadlessMachine } from './host/headless-machine.ts'
import { createHostRouter } from './host/host-router.ts'
import { createLog } from './host/log.ts'
import { createPlaces } from './host/places.ts'
import { migrationsFolder, preloadFile, rendererFolder } from './paths.ts'
import { createPorts } from './ports.ts'
import { version } from './version.ts'
import { createWorkspaces, type Workspaces } from './workspaces.ts'

const dataFolder = resolve(app.commandLine.getSwitchValue('data') || defaultDataFolder())
// Chromium's own files lie below; one instance for each data folder follows from that.
app.setPath('userData', join(dataFolder, 'desktop'))
registerPageScheme()

let window: BrowserWindow | undefined
let workspaces: Workspaces | undefined

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => showAgain(window))
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (!workspaces) return
    // The message in flight is finished first; then this runs again, with nothing left to close.
    event.preventDefault()
    const open = workspaces
    workspaces = undefined
    void open.closeAll().finally(() => app.quit())
  })
  app.whenReady().then(start).catch(fail)
} else {
  app.quit()
}

async function start(): Promise<void> {
  const logFolder = join(dataFolder, 'log')
  const log = createLog(join(logFolder, 'campaign-desk.log'))
  const migrations = app.isPackaged ? join(process.resourcesPath, 'migrations') : migrationsFolder
  workspaces = createWorkspaces(dataFolder, 'desktop', (folder) =>
    createPorts({ log, secrets: createKeychainSecrets(folder), migrationsFolder: migrations }),
  )
  const { engine, sandbox } = await workspaces.open()
  const host = createHostRouter(createHeadlessMachine({ version, dataFolder, logFolder }), log)
  lockPages()
  lockSession(session.defaultSession)
  servePage(rendererFolder)
  acceptPorts(createPlaces({ engine, host, sandbox, log }), log)
  window = await openWindow(preloadFile)
}

function fail(error: unknown): void {
  const text = error instanceof UserError ? `${error.message} ${error.advice ?? ''}` : String(error)
  dialog.showErrorBox('Campaign Desk could not start', text)
  app.exit(1)
}
