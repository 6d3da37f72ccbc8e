/**
 * Every error that a handler throws on purpose has one of these codes. Clients branch on the code, people read the
 * message: what happened, what it means, what to do.
 */
export const errorCodes = [
  'BAD_REQUEST', // the input is not what the contract says
  'UNAUTHORIZED', // no token, or a wrong one
  'FORBIDDEN', // a foreign Origin or Host
  'NOT_FOUND', // no such row in this workspace
  'CONFLICT', // the state does not allow it now (edited elsewhere, already active, still used)
  'PRECONDITION_FAILED', // something has to be set up first (no mailbox, no steps)
  'PAYLOAD_TOO_LARGE',
  'INTERNAL_SERVER_ERROR',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/**
 * An error meant for a person. `message` says what happened, `advice` what to do about it.
 */
export class UserError extends Error {
  readonly code: ErrorCode
  readonly advice: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, options: { advice?: string; details?: Record<string, unknown> } = {}) {
    super(message)
    this.name = 'UserError'
    this.code = code
    this.advice = options.advice
    this.details = options.details
  }
}

/** A row that is not there, named the same way by every handler. */
export function notFound(noun: string, id: number | string, within: 'workspace' | 'campaign' = 'workspace'): UserError {
  return new UserError('NOT_FOUND', `There is no ${noun} ${id} in this ${within}.`, {
    advice: 'It may have been deleted. Reload the list.',
  })
}
