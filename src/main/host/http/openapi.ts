import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../../../shared/contract/index.ts'

type Generated = Awaited<ReturnType<OpenAPIGenerator['generate']>>
type PathItem = NonNullable<NonNullable<Generated['paths']>[string]>
type Operation = NonNullable<PathItem['get']>

/**
 * The OpenAPI 3.1 document: the contract, the few addresses that only HTTP has (files in and out), and how to sign in.
 * @param version of the product
 */
export async function describeApi(version: string): Promise<Generated> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: {
      title: 'Campaign Desk',
      version,
      description:
        'Everything that the user interface does. JSON in camelCase; instants are UTC in ISO 8601, local dates and times stand beside their zone. Errors carry `code`, `message` and `data.advice`.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'The token that "campaign-desk serve" prints' } },
    },
  })
  const paths = Object.entries(document.paths ?? {}).map(([path, item]): [string, PathItem] => [
    `/api${path}`,
    withQueryOnDelete(item ?? {}),
  ])
  return { ...document, paths: { ...withFileImport(Object.fromEntries(paths)), ...filePaths } }
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
  const post = { ...item.post, requestBody: { ...body, content: { ...body.content, ...fileBody } } }
  return { ...paths, '/api/contacts/import': { ...item, post } }
}

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
      },
    },
  },
  '/api/contacts/import/{id}/rejected.csv': {
    get: {
      operationId: 'contacts.rejectedCsv',
      tags: ['Contacts'],
      summary: 'Rejected rows as a CSV file: line number, reason, the row',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: { '200': { description: 'OK', content: { 'text/csv': { schema: { type: 'string' } } } } },
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
