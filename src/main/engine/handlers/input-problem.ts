import { ORPCError } from '@orpc/server'
import { z } from 'zod'

const shown = 5
const issueList = z.array(z.object({ message: z.string(), path: z.array(z.unknown()).optional() }))

/** Which field is wrong, and how: `name`, `steps.0.body`; empty for the input as a whole. */
export interface FieldProblem {
  field: string
  problem: string
}

/**
 * The library's "Input validation failed" in words that name each field; every other error as it is. The list of all
 * problems stands in `data.details.fields`.
 */
export function explainInput(error: ORPCError<string, unknown>): ORPCError<string, unknown> {
  const data = error.data as { issues?: unknown } | undefined
  if (error.code !== 'BAD_REQUEST' || !data?.issues) return error
  const issues = issueList.safeParse(data.issues)
  if (!issues.success) return error
  const fields = issues.data.map((issue): FieldProblem => ({ field: (issue.path ?? []).map(keyOf).join('.'), problem: issue.message }))
  const words = fields.slice(0, shown).map(({ field, problem }) => (field ? `${field}: ${problem}` : problem))
  if (fields.length > shown) words.push(`and ${fields.length - shown} more`)
  return new ORPCError('BAD_REQUEST', {
    message: `The input is not what this call expects. ${words.join('; ')}.`,
    data: { advice: 'Correct the fields that are named and try again. Nothing was changed.', details: { fields } },
    cause: error,
  })
}

function keyOf(segment: unknown): string {
  return typeof segment === 'object' && segment !== null && 'key' in segment ? String(segment.key) : String(segment)
}
