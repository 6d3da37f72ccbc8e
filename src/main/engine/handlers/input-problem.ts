import { ORPCError } from '@orpc/server'
import { z } from 'zod'

const shown = 5
const issueForm = z.object({
  message: z.string(),
  path: z.array(z.unknown()).default([]),
  /** Of fields that nobody asked for. */
  keys: z.array(z.string()).optional(),
})
const issueList = z.array(issueForm)

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
  const fields = issues.data.flatMap(problemsOf)
  const words = fields.slice(0, shown).map(({ field, problem }) => (field ? `${field}: ${problem}` : problem))
  if (fields.length > shown) words.push(`and ${fields.length - shown} more`)
  return new ORPCError('BAD_REQUEST', {
    message: `The input is not what this call expects. ${words.join('; ')}.`,
    data: { advice: 'Correct the fields that are named and try again. Nothing was changed.', details: { fields } },
    cause: error,
  })
}

function problemsOf({ message, path, keys }: z.infer<typeof issueForm>): FieldProblem[] {
  const names = path.map(nameOf)
  if (keys) return keys.map((key) => ({ field: [...names, key].join('.'), problem: 'this call knows no such field' }))
  const problem = message.endsWith('received undefined') ? 'this field is missing' : message.replace(/\.$/, '')
  return [{ field: names.join('.'), problem }]
}

function nameOf(segment: unknown): string {
  return typeof segment === 'object' && segment !== null && 'key' in segment ? String(segment.key) : String(segment)
}
