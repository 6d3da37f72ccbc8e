import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { type $ZodType, globalRegistry } from 'zod/v4/core'
import { deskContract } from '../../../shared/contract/index.ts'

type Generated = Awaited<ReturnType<OpenAPIGenerator['generate']>>
type PathItem = NonNullable<NonNullable<Generated['paths']>[string]>
type Operation = NonNullable<PathItem['get']>
type Schema = NonNullable<NonNullable<Generated['components']>['schemas']>[string]

/**
 * The OpenAPI 3.1 document: the contract, the few addresses that only HTTP has (files in and out), and how to sign in.
 * @param version of the product
 */
export async function describeApi(version: string): Promise<Generated> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter({ interceptors: [throughPreprocess] })] })
  const document = await generator.generate(deskContract, {
    info: {
      title: 'Campaign Desk',
      version,
      description:
        'Everything that the user interface does. JSON in camelCase; instants are UTC in ISO 8601, local dates and times stand beside their zone. Errors carry `code`, `message` and `data.advice`.',
    },
    servers: [{ url: '/' }, { url: '/sandbox', description: 'The engine of the sandbox, once it is open' }],
    security: [{ bearer: [] }],
    components: {
      responses: hostErrors,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'The token that "campaign-desk serve" prints' } },
    },
  })
  const paths = Object.entries(document.paths ?? {}).map(([path, item]): [string, PathItem] => [
    `/api${path}`,
    withQueryOnDelete(item ?? {}),
  ])
  const whole = Object.entries({ ...withFileImport(Object.fromEntries(paths)), ...filePaths })
  return { ...document, paths: Object.fromEntries(whole.map(([path, item]) => [path, withHostErrors(item)])) }
}

type Conversion = NonNullable<NonNullable<ConstructorParameters<typeof ZodToJsonSchemaConverter>[0]>['interceptors']>[number]

/** An id is read from text too (paths and queries carry text); it is described as the number that it is. */
const throughPreprocess: Conversion = (options) => {
  const { def } = options.schema._zod as { def: { type: string; in?: $ZodType; out?: $ZodType } }
  const reads = def.type === 'pipe' && def.out && def.in?._zod.def.type === 'transform'
  if (!reads || !def.out) return options.next()
  const [, json] = options.next({ ...options, schema: def.out })
  return [true, { ...json, description: globalRegistry.get(options.schema)?.description }]
}

const errorSchema: Schema = {
  type: 'object',
  properties: {
    defined: { type: 'boolean' },
    code: { type: 'string' },
    status: { type: 'integer' },
    message: { type: 'string', description: 'What happened, for a person' },
    data: { type: 'object', properties: { advice: { type: 'string', description: 'What to do about it' } } },
  },
  required: ['code', 'status', 'message'],
}

function problem(description: string) {
  return { description, content: { 'application/json': { schema: errorSchema } } }
}

/** What any call may be answered with before a route sees it, or when something breaks. */
const hostErrors = {
  Unauthorized: problem('No token, or not the right one'),
  Forbidden: problem('A foreign Host or Origin'),
  Failed: problem('Something failed inside Campaign Desk; its log has the details'),
  BadRequest: problem('The input cannot be read. Nothing was changed'),
  NotFound: problem('There is no such row'),
  TooLarge: problem('The body is too large. Nothing was kept'),
  WrongType: problem('The body is of a type that this call does not take'),
  DiskFull: problem('The disk is full. Nothing was kept'),
}

function see(name: keyof typeof hostErrors) {
  return { $ref: `#/components/responses/${name}` }
}

function withHostErrors(item: PathItem): PathItem {
  const whole = Object.entries(item).map(([method, value]) => {
    const operation = value as Operation
    const body = operation.requestBody ? { '415': see('WrongType') } : {}
    const responses = { ...operation.responses, '401': see('Unauthorized'), '403': see('Forbidden'), ...body, '500': see('Failed') }
    return [method, { ...operation, responses }]
  })
  return Object.fromEntries(whole) as PathItem
}

/** DELETE has no body here: what is not in the path is in the query. */
function withQueryOnDelete(item: PathItem): PathItem {
  const operation = item.delete
  const body = operation?.requestBody
  if (!operation || !body || !('content' in body)) return item
  const schema = body.content['application/json']?.schema
  const properties = schema && 'properties' in schema ? (schema.properties ?? {}) : {}
  const { requestBody: _, ...rest } = operation
  const query = Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query' as const,
    required: false,
    schema: property,
  }))
  return { ...item, delete: { ...rest, parameters: [...(operation.parameters ?? []), ...query] } as Operation }
}

/** The import also takes the file itself. */
function withFileImport(paths: Record<string, PathItem>): Record<string, PathItem> {
  const item = paths['/api/contacts/import']
  const body = item?.post?.requestBody
  if (!item?.post || !body || !('content' in body)) return paths
  const parameters = [...(item.post.parameters ?? []), ...importQuery] as Operation['parameters']
  const post = { ...item.post, parameters, requestBody: { ...body, content: { ...body.content, ...fileBody } } }
  return { ...paths, '/api/contacts/import': { ...item, post } }
}

const importQuery = [
  { name: 'fileName', in: 'query', description: 'With the file itself as the body', schema: { type: 'string', maxLength: 255 } },
  { name: 'duplicates', in: 'query', description: 'With the file itself', schema: { type: 'string', enum: ['merge', 'skip'] } },
  { name: 'tags', in: 'query', description: 'With the file itself; several with commas between', schema: { type: 'string' } },
]

const fileBody = {
  'text/csv': { schema: { type: 'string', format: 'binary' } },
  'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
} as const

const filePaths: Record<string, PathItem> = {
  '/api/uploads': {
    put: {
      operationId: 'uploads.put',
      tags: ['Contacts'],
      summary: 'Send a file of up to 4 GB, to be imported by its uploadId',
      requestBody: { required: true, content: fileBody },
      responses: {
        '201': {
          description: 'Kept',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { uploadId: { type: 'string', format: 'uuid' }, sizeBytes: { type: 'integer' } },
                required: ['uploadId', 'sizeBytes'],
              },
            },
          },
        },
        '400': see('BadRequest'),
        '413': see('TooLarge'),
        '507': see('DiskFull'),
      },
    },
  },
  '/api/contacts/import/{id}/rejected.csv': {
    get: {
      operationId: 'contacts.rejectedCsv',
      tags: ['Contacts'],
      summary: 'Rejected rows as a CSV file: line number, reason, the row',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: { '200': { description: 'OK', content: { 'text/csv': { schema: { type: 'string' } } } }, '404': see('NotFound') },
    },
  },
  '/api/openapi.json': {
    get: {
      operationId: 'openapi',
      tags: ['About'],
      summary: 'This document',
      responses: { '200': { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } } },
    },
  },
}
