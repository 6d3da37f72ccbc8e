import { ipcMain, type MessagePortMain } from 'electron'
import { isPlace, type Place } from '../../../shared/place.ts'
import type { Log } from '../../engine/ports/machine.ts'

import { isOwnPage } from './page.ts'

export type Serve = (port: MessagePortMain, place: Place) => void

/**
 * Takes the ports that the preload sends, each for the engine of the place that is named with it; one from anywhere but
 * our own page, or for a place that there is not, is closed.
 * @param serve what answers at a port now; null while no engine runs
 * @returns closes all that are open
 */
export function acceptPorts(serve: () => Serve | null, log: () => Log | null): () => void {
  const open = new Set<MessagePortMain>()
  ipcMain.on('engine:connect', (event, place: unknown) => {
    const [port] = event.ports
    if (!port) return
    const connect = serve()
    if (!isOwnPage(event.senderFrame)) {
      log()?.warn({ url: event.senderFrame?.url }, 'a page that is not ours asked for the engine and was refused')
      port.close()
      return
    }
    if (!isPlace(place)) log()?.warn({}, 'a page asked for an engine that there is not and was refused')
    if (!connect || !isPlace(place)) {
      port.close()
      return
    }
    open.add(port)
    port.on('close', () => open.delete(port))
    connect(port, place)
    port.start()
  })
  return () => {
    for (const port of open) port.close()
  }
}
