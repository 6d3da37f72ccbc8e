/** Files that clients sent for an import: `<workspace folder>/uploads/<uuid>`. */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../core/open.ts'
import { neededUploads } from './imports.ts'

const uploadsFolder = 'uploads'
/** A file that nobody imported is kept for a day. */
const keptMs = 24 * 60 * 60 * 1000

/** Path inside the workspace folder. @param uploadId a UUID; the contract lets nothing else through */
export function uploadPath(uploadId: string): string {
  return `${uploadsFolder}/${uploadId}`
}

/** Keeps a small file that came as text. */
export function saveUpload(folder: string, uploadId: string, content: string): void {
  mkdirSync(join(folder, uploadsFolder), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, uploadPath(uploadId)), content, { mode: 0o600 })
}

/** A name that no import accepts: only a complete file gets its own. */
const incomplete = '.part'

/**
 * Writes one piece of a file that comes in pieces, at its place; the last one makes it complete. Returns its size so
 * far, or null where the pieces before this one are not there. A piece may come twice: its answer may have been lost.
 */
export function writeUploadPiece(
  folder: string,
  uploadId: string,
  piece: { offset: number; bytes: Uint8Array; last: boolean },
): number | null {
  const whole = join(folder, uploadPath(uploadId))
  const draft = whole + incomplete
  const size = statSync(draft, { throwIfNoEntry: false })?.size
  if (size === undefined && piece.offset > 0) {
    const done = statSync(whole, { throwIfNoEntry: false })?.size
    return piece.last && done === piece.offset + piece.bytes.length ? done : null
  }
  if (piece.offset > (size ?? 0)) return null
  mkdirSync(join(folder, uploadsFolder), { recursive: true, mode: 0o700 })
  const file = openSync(draft, size === undefined ? 'w' : 'r+', 0o600)
  try {
    for (let at = 0; at < piece.bytes.length; ) at += writeSync(file, piece.bytes, at, piece.bytes.length - at, piece.offset + at)
    if (piece.last) fsyncSync(file)
  } catch (error) {
    // Whoever comes back begins anew: a full disk is not kept full by half a file.
    rmSync(draft, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
  if (piece.last) renameSync(draft, whole)
  return Math.max(size ?? 0, piece.offset + piece.bytes.length)
}

/** Removes uploads that no import needs and that are older than a day. */
export function removeStaleUploads(folder: string, db: Db, now: number): void {
  const needed = neededUploads(db)
  for (const name of listFolder(join(folder, uploadsFolder))) {
    const path = join(folder, uploadsFolder, name)
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now
    if (!needed.has(uploadPath(name)) && modified < now - keptMs) rmSync(path, { force: true })
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return []
    throw error
  }
}
