/** An error as a screen shows it: what happened, and what to do. */
export interface Problem {
  message: string
  advice: string
  /** The contract's code, or `UNREACHABLE` where no answer came at all. */
  code: string
}

/** Reads what the engine said; anything that is not an answer of the engine means that it cannot be reached. */
export function toProblem(error: unknown): Problem {
  if (isAnswer(error)) {
    if (error.code === 'UNAUTHORIZED') {
      return {
        code: error.code,
        message: adviceOf(error.data) ? error.message : 'This page is not signed in to Campaign Desk.',
        advice: adviceOf(error.data) || 'Open the address that Campaign Desk showed when it started; it signs this page in.',
      }
    }
    return { code: error.code, message: error.message, advice: adviceOf(error.data) }
  }
  return {
    code: 'UNREACHABLE',
    message: 'Campaign Desk does not answer.',
    advice: 'It may have been closed, or is starting. This page tries again by itself.',
  }
}

/** For reading one row that may not be there any more: null where it is gone. */
export function nullIfGone(error: unknown): null {
  if (toProblem(error).code === 'NOT_FOUND') return null
  throw error
}

interface Answer {
  code: string
  status: number
  message: string
  data: unknown
}

function isAnswer(error: unknown): error is Answer {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && 'status' in error && typeof error.status === 'number'
  )
}

function adviceOf(data: unknown): string {
  if (typeof data !== 'object' || data === null || !('advice' in data)) return ''
  return typeof data.advice === 'string' ? data.advice : ''
}
