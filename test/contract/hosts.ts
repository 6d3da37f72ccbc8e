import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { rejectedCsv } from '../../src/main/engine/db/imports.ts'
import { servePorts } from '../../src/main/host/port.ts'
import { startServer } from '../../src/main/host/server.ts'
import { type Contract, contract } from '../../src/shared/contract/index.ts'
import { openWorld, type World } from '../engine/harness.ts'
import { keepingLog } from '../fakes/ports.ts'

export type Client = ContractRouterClient<Contract>

/** An engine behind one of the two transports. */
export interface Host {
  world: World
  client: Client
  close(): Promise<void>
}

export interface HttpHost extends Host {
  url: string
  token: string
  /** A request with the token, unless `init` says otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>
  logged: string[]
}

export async function httpHost(options: { rendererFolder?: string } = {}): Promise<HttpHost> {
  const world = openWorld()
  const log = keepingLog()
  const token = 'token-of-the-test'
  const server = await startServer({
    engine: world.engine,
    version: '1.2.3',
    rejectedCsv: (importId) => rejectedCsv(world.engine.context.db, importId),
    port: 0,
    fallback: false,
    token,
    rendererFolder: options.rendererFolder ?? '/nonexistent',
    log,
  })
  const link = new OpenAPILink(contract, { url: `${server.url}/api`, headers: { authorization: `Bearer ${token}` } })
  const client: JsonifiedClient<ContractRouterClient<Contract>> = createORPCClient(link)
  return {
    world,
    client,
    url: server.url,
    token,
    logged: log.lines,
    call(path, init = {}) {
      const headers = new Headers(init.headers)
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`)
      return fetch(server.url + path, { redirect: 'manual', ...init, headers })
    },
    async close() {
      await server.close()
      await world.close()
    },
  }
}

export async function portHost(): Promise<Host> {
  const world = openWorld()
  const { port1, port2 } = new MessageChannel()
  servePorts(world.engine)(port1)
  const client = createORPCClient<Client>(new RPCLink({ port: port2 }))
  port1.start()
  port2.start()
  return {
    world,
    client,
    async close() {
      port2.close()
      await world.close()
    },
  }
}

export const hosts: [string, () => Promise<Host>][] = [
  ['HTTP', httpHost],
  ['MessagePort', portHost],
]
