import { implement, ORPCError } from '@orpc/server'
import { host as contract } from '../../shared/contract/host.ts'
import { UserError } from '../../shared/errors.ts'
import { explainInput } from '../engine/engine.ts'
import type { Log } from '../engine/ports/machine.ts'

import type { Machine } from './machine.ts'

/** The `host` noun of the contract: what the program around the engine answers itself. */
export function createHostRouter(machine: Machine, log: Log) {
  const os = implement(contract).use(async ({ next, path }) => {
    try {
      return await next()
    } catch (error) {
      throw forPeople(error, path.join('.'), log)
    }
  })
  const { updates } = machine

  return os.router({
    info: os.info.handler(() => machine.info()),
    preferences: os.preferences.handler(() => machine.preferences()),
    setPreferences: os.setPreferences.handler(({ input }) => machine.setPreferences(input)),
    openLogs: os.openLogs.handler(async () => {
      await machine.openLogs()
      return { ok: true as const }
    }),
    openLink: os.openLink.handler(async ({ input }) => {
      await machine.openLink(input.url)
      return { ok: true as const }
    }),
    update: os.update.handler(() => updates.status()),
    checkForUpdate: os.checkForUpdate.handler(() => updates.check()),
    downloadUpdate: os.downloadUpdate.handler(() => updates.download()),
    installUpdate: os.installUpdate.handler(async () => {
      await updates.install()
      return { ok: true as const }
    }),
    signals: os.signals.handler(({ signal }) => machine.signals.listen(signal)),
  })
}

export type HostRouter = ReturnType<typeof createHostRouter>

/** Errors meant for a person pass with their words; all others are logged and answered without detail. */
export function forPeople(error: unknown, route: string, log: Log): ORPCError<string, unknown> {
  if (error instanceof UserError) {
    return new ORPCError(error.code, { message: error.message, data: { advice: error.advice, details: error.details }, cause: error })
  }
  if (error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR') return explainInput(error)
  log.error({ route, error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'the host could not answer')
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: 'Something failed inside Campaign Desk. The log has the details.',
    cause: error,
  })
}
