import type { Client } from '../../../api/types.ts'

/** Bytes sent at once: as base64 well below what one call carries. */
const pieceBytes = 2 * 1024 * 1024
/** A piece that got no answer is sent so often. */
const tries = 4
const retryMs = 1500

/** The file on disk is not what was chosen any more. */
class FileGoneError extends Error {
  readonly code = 'FILE_GONE'
  readonly status = 0
  readonly data = { advice: 'Choose the file again.' }

  constructor() {
    super('The file can no longer be read. It was moved, changed or deleted, or its drive is gone.')
  }
}

/**
 * Sends a file piece by piece, the same way to every host. Returns the upload's id.
 * @param onProgress bytes that are there
 * @throws FileGoneError, the engine's refusals, AbortError
 */
export async function uploadFile(client: Client, file: File, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  let uploadId: string | undefined
  let offset = 0
  // The next piece is read from the disk while this one is on its way.
  let next = pieceOf(file, 0)
  next.catch(() => {})
  do {
    signal.throwIfAborted()
    const data = await next
    const end = Math.min(offset + pieceBytes, file.size)
    const last = end === file.size
    if (!last) {
      next = pieceOf(file, end)
      next.catch(() => {})
    }
    const piece = { offset, data, last, ...(uploadId !== undefined && { uploadId }) }
    uploadId = (await patiently(() => client.contacts.uploadChunk(piece, { signal }), signal)).uploadId
    offset = end
    onProgress(offset)
  } while (offset < file.size)
  return uploadId
}

async function pieceOf(file: File, offset: number): Promise<string> {
  const reader = new FileReader()
  return new Promise((resolve, reject) => {
    reader.onload = () => {
      const url = String(reader.result)
      resolve(url.slice(url.indexOf(',') + 1))
    }
    reader.onerror = () => reject(new FileGoneError())
    reader.readAsDataURL(file.slice(offset, offset + pieceBytes))
  })
}

/** Whoever answered is heard; whoever did not is asked again. */
async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await call()
    } catch (error) {
      if (signal.aborted || left === 1 || (error instanceof Error && 'code' in error)) throw error
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
}
