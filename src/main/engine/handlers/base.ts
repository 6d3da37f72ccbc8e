import { implement, ORPCError } from '@orpc/server'
import { contract } from '../../../shared/contract/index.ts'
import { UserError } from '../../../shared/errors.ts'
import type { EngineContext } from '../context.ts'
import { explainInput } from './input-problem.ts'

/**
 * The contract with the engine behind it. Errors meant for a person pass with their words; all others are logged and
 * answered without detail.
 */
export const os = implement(contract)
  .$context<EngineContext>()
  .use(async ({ context, next, path }) => {
    try {
      return await next()
    } catch (error) {
      if (error instanceof UserError) {
        throw new ORPCError(error.code, {
          message: error.message,
          data: { advice: error.advice, details: error.details },
          cause: error,
        })
      }
      if (error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR') throw explainInput(error)
      const problem = storageProblem(error)
      if (problem) throw new ORPCError('INTERNAL_SERVER_ERROR', { message: problem, cause: error })
      context.ports.log.error(
        { route: path.join('.'), error: String(error), stack: error instanceof Error ? error.stack : undefined },
        'handler failed',
      )
      throw new ORPCError('INTERNAL_SERVER_ERROR', {
        message: 'Something failed inside Campaign Desk. Nothing was changed. The log has the details.',
        cause: error,
      })
    }
  })

function storageProblem(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return 'The disk is full. Nothing was changed and nothing is sent until there is room again.'
  if (typeof code === 'string' && code.startsWith('SQLITE_IOERR'))
    return 'The disk could not be written. Nothing was changed. Check the drive that holds the workspace.'
  return null
}
