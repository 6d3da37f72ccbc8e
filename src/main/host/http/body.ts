import type { IncomingMessage } from 'node:http'
import { HttpError } from './reply.ts'

const limitBytes = 10 * 1024 * 1024

/**
 * The JSON object of a request; undefined where it has no body.
 * @throws HttpError UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, BAD_REQUEST
 */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const type = request.headers['content-type']
  if (Number(request.headers['content-length']) > limitBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // Not destroyed on a refusal: the answer still has to go out by the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limitBytes) throw tooLarge()
    chunks.push(chunk)
  }
  if (size === 0) return undefined
  if (type === undefined || !/^application\/json\s*(;|$)/i.test(type)) {
    throw new HttpError('UNSUPPORTED_MEDIA_TYPE', `The body is ${type ?? 'of no stated type'}; this call takes application/json.`)
  }
  return parse(Buffer.concat(chunks))
}

function parse(bytes: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const what = error instanceof SyntaxError ? error.message : 'It is not UTF-8.'
    throw new HttpError('BAD_REQUEST', `The body is not JSON that can be read. ${what}`, 'Nothing was changed.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpError('BAD_REQUEST', 'The body has to be a JSON object.', 'Nothing was changed.')
  }
  return value as Record<string, unknown>
}

function tooLarge(): HttpError {
  return new HttpError(
    'PAYLOAD_TOO_LARGE',
    `The body is larger than ${limitBytes / 1024 / 1024} MB. Nothing was changed.`,
    'Send files with PUT /api/uploads.',
    { connection: 'close' },
  )
}
