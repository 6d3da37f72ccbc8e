import { UserError } from '../../../../shared/errors.ts'
import type { ClaySettings, Provider } from '../../../../shared/schemas/discovery.ts'
import { webhookTokenName } from '../../accounts/provider-keys.ts'
import type { EngineContext } from '../../context.ts'
import { saveProvider } from '../../db/discovery/providers.ts'
import { forget, presentProvider } from './connection.ts'

/**
 * Keeps how Clay is asked.
 * @param token of the table's webhook; empty removes it, undefined leaves it as it is
 * @throws UserError BAD_REQUEST for a webhook that would be reached unencrypted, PRECONDITION_FAILED for a token that cannot be removed
 */
export async function setClay(ctx: EngineContext, settings: ClaySettings, token: string | undefined): Promise<Provider> {
  checkWebhook(settings.webhookUrl)
  const { secrets } = ctx.ports
  if (token) await secrets.set(webhookTokenName, token)
  if (token === '') await forget(ctx, webhookTokenName, "The token of Clay's webhook")
  ctx.commit('provider.clay', (tx) => {
    saveProvider(tx, 'clay', { clay: settings, ...(token !== undefined && { hasWebhookToken: token !== '' }) })
    tx.emit({ type: 'provider.changed', message: 'How Clay is asked was changed' })
  })
  return presentProvider(ctx.db, 'clay')
}

const thisMachine = new Set(['127.0.0.1', 'localhost', '[::1]'])

function checkWebhook(address: string): void {
  if (address === '') return
  const { protocol, hostname } = new URL(address)
  if (protocol === 'https:' || thisMachine.has(hostname)) return
  throw new UserError('BAD_REQUEST', 'The webhook begins with http://, so names and handles would travel unencrypted.', {
    advice: "Copy the address from Clay's table as it stands there; it begins with https://.",
  })
}
