import { ipcMain } from 'electron'
import { isPlace } from '../../../shared/place.ts'
import type { Log } from '../../engine/ports.ts'
import type { Places } from '../places.ts'
import { servePorts } from '../port.ts'
import { isOwnPage } from './page.ts'

/**
 * Connects ports that the preload sends to the engine of the place that is named with them; one from anywhere but our own
 * page, or for a place that there is not, is closed.
 */
export function acceptPorts(places: Places, log: Log): void {
  const serve = servePorts(places)
  ipcMain.on('engine:connect', (event, place: unknown) => {
    const [port] = event.ports
    if (!port) return
    if (!isOwnPage(event.senderFrame)) {
      log.warn({ url: event.senderFrame?.url }, 'a page that is not ours asked for the engine and was refused')
      port.close()
      return
    }
    if (!isPlace(place)) {
      log.warn({}, 'a page asked for an engine that there is not and was refused')
      port.close()
      return
    }
    serve(port, place)
    port.start()
  })
}
