import type { ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../context.ts'

/** Where the key of a provider is kept among the secrets. */
export function keyName(kind: ProviderKind): string {
  return `provider/${kind}`
}

/** Where the token of Clay's table webhook is kept. */
export const webhookTokenName = 'provider/clay-webhook'

type WithSecrets = Pick<EngineContext, 'ports'>

/** The key that was given for a provider; null where there is none on this machine. */
export async function providerKey({ ports }: WithSecrets, kind: ProviderKind): Promise<string | null> {
  return (await ports.secrets.get(keyName(kind))) || null
}

/** What Clay's table webhook wants in its header; empty where it wants nothing. */
export async function webhookToken({ ports }: WithSecrets): Promise<string> {
  return (await ports.secrets.get(webhookTokenName)) ?? ''
}
