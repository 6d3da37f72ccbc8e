import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The token of this data folder: 32 random bytes, made once and kept in `token` (mode 0600), so that bookmarks and
 * scripts survive a restart. Delete the file to make every old one invalid.
 */
export function loadToken(dataFolder: string): string {
  const path = join(dataFolder, 'token')
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (/^[\w-]{43}$/.test(token)) {
      chmodSync(path, 0o600)
      return token
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const token = randomBytes(32).toString('base64url')
  writeFileSync(path, `${token}\n`, { mode: 0o600 })
  chmodSync(path, 0o600)
  return token
}

/** Compares in a time that tells nothing about where two tokens differ. */
export function sameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
