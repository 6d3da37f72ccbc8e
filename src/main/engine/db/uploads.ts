/** Files that clients sent for an import: `<workspace folder>/uploads/<uuid>`. */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { neededUploads } from './imports.ts'
import type { Db } from './open.ts'

export const uploadsFolder = 'uploads'
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
