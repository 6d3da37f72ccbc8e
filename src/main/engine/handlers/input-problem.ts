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
  return [{ field: names.join('.'), problem: inWords(message) }]
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  NaN: 'something else',
}

/** What the validation library says, said to a person. Its words for what is not known here stay. */
function inWords(message: string): string {
  if (message.endsWith('received undefined')) return 'this field is missing'
  const [, expected = '', received = ''] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? []
  if (expected === 'int') return 'this has to be a whole number'
  if (kinds[expected]) return `this has to be ${kinds[expected]}, not ${kinds[received] ?? received}`
  const [, side, of, bound] = /^Too (small|big): expected (\w+) to (?:have|be) [<>]=?(-?[\d.]+)/.exec(message) ?? []
  if (side && of && bound) return outOfBounds(side === 'small', of, bound, !message.includes('='))
  const [, options] = /^Invalid option: expected one of (.+)$/.exec(message) ?? []
  if (options) return `this has to be one of ${options.replaceAll('"|"', '", "')}`
  const [, only] = /^Invalid input: expected (".*")$/.exec(message) ?? []
  if (only) return `this has to be ${only}`
  if (message === 'Invalid ISO date') return 'this has to be a date that exists, as YYYY-MM-DD'
  return message.replace(/\.$/, '')
}

function outOfBounds(tooSmall: boolean, of: string, bound: string, strict: boolean): string {
  if (of === 'number' || of === 'int') {
    if (strict) return `this has to be ${tooSmall ? 'more' : 'less'} than ${bound}`
    return `this has to be ${tooSmall ? 'at least' : 'at most'} ${bound}`
  }
  const what = of === 'string' ? 'characters' : 'entries'
  if (tooSmall && bound === '1') return 'this is empty'
  return `this has ${tooSmall ? 'fewer' : 'more'} than ${bound} ${what}`
}

function nameOf(segment: unknown): string {
  return typeof segment === 'object' && segment !== null && 'key' in segment ? String(segment.key) : String(segment)
}
