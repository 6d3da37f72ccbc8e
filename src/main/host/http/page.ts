import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { findPageFile } from '../page-files.ts'
import { HttpError } from './reply.ts'

/**
 * Answers with a file of the built renderer.
 * @throws HttpError METHOD_NOT_SUPPORTED, NOT_FOUND
 */
export async function servePage(request: IncomingMessage, response: ServerResponse, folder: string, pathname: string): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpError('METHOD_NOT_SUPPORTED', 'Pages can only be read.', undefined, { allow: 'GET, HEAD' })
  }
  const file = await findPageFile(folder, pathname)
  if (!file) {
    const isPage = pathname === '/' || pathname === '/index.html'
    throw isPage
      ? new HttpError('NOT_FOUND', 'The user interface is not built.', 'Run "npm run build" once. The API works without it.')
      : new HttpError('NOT_FOUND', 'There is nothing at this address.')
  }
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.sizeBytes, 'cache-control': file.caching })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file.path), response)
}
