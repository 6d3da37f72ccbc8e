// The Electron entry: folders → ports → engine → window, tray.
import { join } from 'node:path'
import { app } from 'electron'
import { runDesktop } from './host/electron/desktop.ts'
import { chooseFolders } from './host/electron/folders.ts'
import { createKeychainSecrets } from './host/electron/secrets.ts'
import { createPlaces } from './host/places.ts'
import { servePorts } from './host/port.ts'
import * as paths from './paths.ts'
import { createPorts } from './ports.ts'
import { version } from './version.ts'
import { createWorkspaces } from './workspaces.ts'

app.enableSandbox()
const folders = chooseFolders()
const packed = (name: string, folder: string) => (app.isPackaged ? join(process.resourcesPath, name) : folder)

runDesktop({
  version,
  folders,
  preloadFile: paths.preloadFile,
  rendererFolder: paths.rendererFolder,
  picturesFolder: packed('pictures', paths.picturesFolder),
  async open(log, host) {
    const migrationsFolder = packed('migrations', paths.migrationsFolder)
    const workspaces = createWorkspaces(folders.data, 'desktop', (folder) =>
      createPorts({ log, secrets: createKeychainSecrets(folder), migrationsFolder }),
    )
    const { engine, sandbox, simulations } = await workspaces.open()
    return { engine, serve: servePorts(createPlaces({ engine, host, sandbox, simulations, log })), close: () => workspaces.closeAll() }
  },
})
