import { UserError } from '../../../shared/errors.ts'
import type { ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { Db } from '../db/core/open.ts'
import { providerOf } from '../db/discovery/providers.ts'
import type { Ports } from '../ports/ports.ts'
import { providerNames } from './provider-health.ts'

/** Where the key of a provider is kept among the secrets. */
export function keyName(kind: ProviderKind): string {
  return `provider/${kind}`
}

/** Where the token of Clay's table webhook is kept. */
export const webhookTokenName = 'provider/clay-webhook'

type WithSecrets = { ports: Ports }

/** The key that was given for a provider; null where there is none on this machine. */
export async function providerKey({ ports }: WithSecrets, kind: ProviderKind): Promise<string | null> {
  return (await ports.secrets.get(keyName(kind))) || null
}

/** What Clay's table webhook wants in its header; empty where it wants nothing. */
export async function webhookToken({ ports }: WithSecrets): Promise<string> {
  return (await ports.secrets.get(webhookTokenName)) ?? ''
}

/** @throws UserError PRECONDITION_FAILED where a provider is not connected */
export async function needKey(ctx: WithSecrets & { db: Db }, kind: ProviderKind): Promise<string> {
  const { connected } = providerOf(ctx.db, kind)
  const key = connected ? await providerKey(ctx, kind) : null
  if (key !== null) return key
  const name = providerNames[kind]
  if (!connected) {
    throw new UserError('PRECONDITION_FAILED', `${name} is not connected.`, { advice: `Connect ${name} under People and addresses first.` })
  }
  throw new UserError('PRECONDITION_FAILED', `The key of ${name} is not stored on this machine.`, {
    advice: 'Enter it again under People and addresses.',
  })
}
