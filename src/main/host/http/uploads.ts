import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { HttpError } from './reply.ts'

const limitBytes = 4 * 1024 ** 3
/** A name that no import accepts: only a complete file gets its own. */
const incomplete = '.part'

export interface Upload {
  uploadId: string
  sizeBytes: number
}

export function isFile(request: IncomingMessage): boolean {
  return /^(text\/csv|application\/octet-stream|application\/csv)\s*(;|$)/i.test(request.headers['content-type'] ?? '')
}

/**
 * Streams the body into `<folder>/uploads/<uploadId>`. What is cut off, too large or does not fit the disk is removed.
 * @throws HttpError UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, BAD_REQUEST (empty), INSUFFICIENT_STORAGE
 */
export async function receiveUpload(request: IncomingMessage, folder: string, limit = limitBytes): Promise<Upload> {
  if (!isFile(request)) {
    throw new HttpError('UNSUPPORTED_MEDIA_TYPE', 'A file is sent as text/csv or application/octet-stream.')
  }
  if (Number(request.headers['content-length']) > limit) throw tooLarge(limit)
  const uploads = join(folder, 'uploads')
  await mkdir(uploads, { recursive: true, mode: 0o700 })
  const uploadId = randomUUID()
  const draft = join(uploads, uploadId + incomplete)
  try {
    const sizeBytes = await write(request, draft, limit)
    if (sizeBytes === 0) throw new HttpError('BAD_REQUEST', 'The file is empty. Nothing was kept.', 'Choose a file with at least one row.')
    await rename(draft, join(uploads, uploadId))
    return { uploadId, sizeBytes }
  } catch (error) {
    await rm(draft, { force: true })
    throw asProblem(error)
  }
}

async function write(request: IncomingMessage, path: string, limit: number): Promise<number> {
  const file = await open(path, 'wx', 0o600)
  try {
    let size = 0
    // Not destroyed on a refusal: the answer still has to go out by the same connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw tooLarge(limit)
      await file.writeFile(chunk)
    }
    if (!request.complete) throw new HttpError('BAD_REQUEST', 'The file was cut off on its way. Nothing was kept.', 'Send it again.')
    await file.sync()
    return size
  } finally {
    await file.close()
  }
}

/** Removes an upload again: the call that it came with was refused. */
export async function dropUpload(folder: string, uploadId: string): Promise<void> {
  await rm(join(folder, 'uploads', uploadId), { force: true })
}

/** Removes what a crash left half received. */
export function clearUploads(folder: string): void {
  const uploads = join(folder, 'uploads')
  for (const name of listed(uploads)) if (name.endsWith(incomplete)) rmSync(join(uploads, name), { force: true })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function tooLarge(limit: number): HttpError {
  return new HttpError(
    'PAYLOAD_TOO_LARGE',
    `The file is larger than ${Math.round(limit / 1024 ** 2)} MB. Nothing was kept.`,
    'Split it into several files.',
    { connection: 'close' },
  )
}

function asProblem(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new HttpError('INSUFFICIENT_STORAGE', 'The disk is full. The file was not kept.', 'Make room on the disk and try again.')
  }
  return error
}
