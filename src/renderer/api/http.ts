import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { type DeskContract, deskContract } from '../../shared/contract/index.ts'
import type { Place } from '../../shared/place.ts'
import { withPatience } from './patience.ts'
import type { Client } from './types.ts'

/**
 * Over HTTP, on the origin that served the page; the sandbox's engine answers below `/sandbox/api`. The browser's own
 * cookie signs each request.
 */
export function createHttpClient(origin: string, place: Place): Client {
  const link = new OpenAPILink(deskContract, {
    url: `${origin}${place === 'sandbox' ? '/sandbox/api' : '/api'}`,
    fetch: (request, init) => fetch(request, { ...init, credentials: 'same-origin', cache: 'no-store' }),
  })
  const client: JsonifiedClient<ContractRouterClient<DeskContract>> = createORPCClient(withPatience(link))
  return client
}
