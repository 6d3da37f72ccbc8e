import { type ClientLink, createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { withPatience } from './patience.ts'
import type { Client } from './types.ts'

export const readyMessage = 'campaign-desk:ready'
export const portMessage = 'campaign-desk:port'

type Options = Parameters<RPCLink<Record<never, never>>['call']>[2]

/**
 * Over a MessagePort: the page says that it is ready, the preload answers with a port to the engine. A port that has
 * closed is replaced by asking again with the next call.
 */
export function createPortClient(page: Window): Client {
  let current: Promise<RPCLink<Record<never, never>>> | null = null

  function connect(): Promise<RPCLink<Record<never, never>>> {
    current ??= askForPort(page).then((port) => {
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

function askForPort(page: Window): Promise<MessagePort> {
  return new Promise((resolve) => {
    function listen(event: MessageEvent): void {
      const [port] = event.ports
      // Only this very page may hand over a port; frames and other windows cannot.
      if (event.source !== page || !isPortMessage(event.data) || !port) return
      page.removeEventListener('message', listen)
      resolve(port)
    }
    page.addEventListener('message', listen)
    // To oneself, and without content: `*` because a page from a file has no origin that could be named.
    page.postMessage({ type: readyMessage }, '*')
  })
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === portMessage
}
