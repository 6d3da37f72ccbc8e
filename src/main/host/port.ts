import type { SupportedMessagePort } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import type { Place } from '../../shared/place.ts'
import { contextOfPlace, forPlace, type Places } from './places.ts'

/**
 * Answers calls that come in by a message port, by the engine of a place; event streams end when the port closes. Start
 * the port afterwards.
 */
export function servePorts(places: Places): (port: SupportedMessagePort, place: Place) => void {
  const handlers = { workspace: handlerOf('workspace'), sandbox: handlerOf('sandbox') }

  function handlerOf(place: Place) {
    return new RPCHandler(places.router, { clientInterceptors: [forPlace(places, place)] })
  }

  return (port, place) => handlers[place].upgrade(port, { context: contextOfPlace })
}
