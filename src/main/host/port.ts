import type { SupportedMessagePort } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import type { Engine } from '../engine/engine.ts'

/** Answers calls that come in by a message port; event streams end when the port closes. Start the port afterwards. */
export function servePorts(engine: Pick<Engine, 'router' | 'context'>): (port: SupportedMessagePort) => void {
  const handler = new RPCHandler(engine.router)
  return (port) => handler.upgrade(port, { context: engine.context })
}
