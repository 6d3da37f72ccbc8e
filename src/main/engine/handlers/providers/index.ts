import { providerKind } from '../../../../shared/schemas/discovery.ts'
import { os } from '../base.ts'
import { setClay } from './clay-settings.ts'
import { clayTry, tryClay } from './clay-try.ts'
import { check, connect, disconnect, presentProvider } from './connection.ts'

export const providers = {
  list: os.providers.list.handler(({ context }) => providerKind.options.map((kind) => presentProvider(context.db, kind))),

  connect: os.providers.connect.handler(({ input, context }) => connect(context, input.kind, input.key)),

  check: os.providers.check.handler(({ input, context }) => check(context, input.kind)),

  disconnect: os.providers.disconnect.handler(async ({ input, context }) => {
    await disconnect(context, input.kind)
    return { ok: true as const }
  }),

  setClay: os.providers.setClay.handler(({ input, context }) => {
    const { webhookToken, ...settings } = input
    return setClay(context, settings, webhookToken)
  }),

  tryClay: os.providers.tryClay.handler(({ input, context }) => tryClay(context, { ...input, handle: input.handle.replace(/^@/, '') })),

  clayTry: os.providers.clayTry.handler(({ input, context }) => clayTry(context, input.id)),
}
