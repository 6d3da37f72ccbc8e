import { ipcMain } from 'electron'
import type { Engine } from '../../engine/engine.ts'
import type { Log } from '../../engine/ports.ts'
import { servePorts } from '../port.ts'
import { isOwnPage } from './page.ts'

/** Connects ports that the preload sends to the engine; one from anywhere but our own page is closed. */
export function acceptPorts(engine: Engine, log: Log): void {
  const serve = servePorts(engine)
  ipcMain.on('engine:connect', (event) => {
    const [port] = event.ports
    if (!port) return
    if (!isOwnPage(event.senderFrame)) {
      log.warn({ url: event.senderFrame?.url }, 'a page that is not ours asked for the engine and was refused')
      port.close()
      return
    }
    serve(port)
    port.start()
  })
}
