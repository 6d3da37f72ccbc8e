import { createRouterClient } from '@orpc/server'
import type { Engine } from '../engine/engine.ts'

/** An engine as its clients see it, called without a network between. */
export type Api = ReturnType<typeof createRouterClient<Engine['router'], Record<never, never>>>

export function apiOf({ router, context }: Pick<Engine, 'router' | 'context'>): Api {
  return createRouterClient(router, { context })
}
