import { type ClientLink, createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Place } from '../../shared/place.ts'
import { withPatience } from './patience.ts'
import type { Client } from './types.ts'

export const readyMessage = 'campaign-desk:ready'
export const portMessage = 'campaign-desk:port'

type Options = Parameters<RPCLink<Record<never, never>>['call']>[2]

/**
 * Over a MessagePort: the page says that it is ready and for which place, the preload answers with a port to
 * the engine of that place. A port that has
 * closed is replaced by asking again with the next call.
 */
export function createPortClient(page: Window, place: Place): Client {
  let current: Promise<RPCLink<Record<never, never>>> | null = null

  function connect(): Promise<RPCLink<Record<never, never>>> {
    current ??= askForPort(page, place).then((port) => {
      port.addEventListener('close', () => {
        current = null
      })
      const link = new RPCLink({ port })
      port.start()
      return link
    })
    return current
  }

  const link: ClientLink<Record<never, never>> = {
    async call(path: readonly string[], input: unknown, options: Options) {
      return (await connect()).call(path, input, options)
    },
  }
  return createORPCClient<Client>(withPatience(link))
}

function askForPort(page: Window, place: Place): Promise<MessagePort> {
  return new Promise((resolve) => {
    function listen(event: MessageEvent): void {
      const [port] = event.ports
      // Only this very page may hand over a port; frames and other windows cannot.
      if (event.source !== page || !isPortMessage(event.data, place) || !port) return
      page.removeEventListener('message', listen)
      resolve(port)
    }
    page.addEventListener('message', listen)
    // To oneself, and without content: `*` because a page from a file has no origin that could be named.
    page.postMessage({ type: readyMessage, place }, '*')
  })
}

function isPortMessage(data: unknown, place: Place): boolean {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('place' in data)) return false
  return data.type === portMessage && data.place === place
}
