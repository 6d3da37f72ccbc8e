import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { rejectedCsv } from '../../src/main/engine/db/contacts/imports.ts'
import { servePorts } from '../../src/main/host/port.ts'
import { startServer } from '../../src/main/host/server.ts'
import { type DeskContract, deskContract } from '../../src/shared/contract/index.ts'
import type { Place } from '../../src/shared/place.ts'
import { openWorld, type World } from '../engine/harness.ts'
import { placesAround } from '../fakes/places.ts'
import { errorLog, keepingLog } from '../fakes/ports.ts'

export type Client = ContractRouterClient<DeskContract>

/** An engine behind one of the two transports. */
export interface Host {
  world: World
  /** Of the workspace. */
  client: Client
  /** Of the sandbox, whether it is open or not. */
  sandbox: Client
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
  const places = placesAround(world.engine, log)
  const server = await startServer({
    places,
    version: '1.2.3',
    rejectedCsv: ({ db }, importId) => rejectedCsv(db, importId),
    port: 0,
    fallback: false,
    token,
    rendererFolder: options.rendererFolder ?? '/nonexistent',
    log,
  })
  const clientOf = (place: Place): JsonifiedClient<Client> => {
    const url = `${server.url}${place === 'sandbox' ? '/sandbox/api' : '/api'}`
    return createORPCClient(new OpenAPILink(deskContract, { url, headers: { authorization: `Bearer ${token}` } }))
  }
  return {
    world,
    client: clientOf('workspace'),
    sandbox: clientOf('sandbox'),
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
      await places.simulations.close()
      await places.sandbox.close()
      await world.close()
    },
  }
}

async function portHost(): Promise<Host> {
  const world = openWorld()
  const places = placesAround(world.engine, errorLog)
  const serve = servePorts(places)
  const ports: MessagePort[] = []
  const clientOf = (place: Place) => {
    const { port1, port2 } = new MessageChannel()
    serve(port1, place)
    port1.start()
    port2.start()
    ports.push(port2)
    return createORPCClient<Client>(new RPCLink({ port: port2 }))
  }
  return {
    world,
    client: clientOf('workspace'),
    sandbox: clientOf('sandbox'),
    async close() {
      for (const port of ports) port.close()
      await places.simulations.close()
      await places.sandbox.close()
      await world.close()
    },
  }
}

export const hosts: [string, () => Promise<Host>][] = [
  ['HTTP', httpHost],
  ['MessagePort', portHost],
]
