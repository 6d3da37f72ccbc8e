import { oc } from '@orpc/contract'
import { z } from 'zod'

/** What every error carries beside code and message, so that a screen can say what to do. */
const errorData = z.object({ advice: z.string().optional(), details: z.record(z.string(), z.unknown()).optional() })

/** The root of every route: the errors that any of them may answer with. */
export const base = oc.errors({
  BAD_REQUEST: { status: 400, data: errorData },
  NOT_FOUND: { status: 404, data: errorData },
  CONFLICT: { status: 409, data: errorData },
  PRECONDITION_FAILED: { status: 412, data: errorData },
  PAYLOAD_TOO_LARGE: { status: 413, data: errorData },
})
