import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import { z } from 'zod'
import { UserError } from '../../../shared/errors.ts'
import type { Secrets } from '../../engine/ports/machine.ts'

import { explainSecrets, type SecretsState } from '../shell/secrets-state.ts'

const secretsFile = 'secrets.desktop.json'
const entriesForm = z.record(z.string(), z.base64())

/**
 * Secrets in `<folder>/secrets.desktop.json`, each encrypted with a key that the system's keychain holds. They can only
 * be read by this person on this machine: a workspace that moves has to be given its passwords again.
 * @throws UserError PRECONDITION_FAILED from every method where the keychain cannot be used, or the file is damaged
 */
export function createKeychainSecrets(folder: string): Secrets {
  const path = join(folder, secretsFile)

  function write(entries: Record<string, string>): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const draft = `${path}.new`
    writeFileSync(draft, JSON.stringify(entries), { mode: 0o600, flush: true })
    renameSync(draft, path)
  }

  return {
    async get(name) {
      const sealed = read(path)[name]
      if (sealed === undefined) return null
      checkKeychain()
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'))
    },
    async set(name, value) {
      checkKeychain()
      write({ ...read(path), [name]: safeStorage.encryptString(value).toString('base64') })
    },
    async delete(name) {
      const { [name]: gone, ...kept } = read(path)
      if (gone !== undefined) write(kept)
    },
  }
}

/**
 * How well this system keeps passwords. Without any keyring Electron keeps a key of its own, which is told as `weak`.
 * The older of Electron's two interfaces is used, because only it says when there is no encryption at all.
 */
export function secretsState(): SecretsState {
  if (process.platform !== 'linux') return explainSecrets(safeStorage.isEncryptionAvailable(), null)
  const available = safeStorage.isEncryptionAvailable()
  const backend = safeStorage.getSelectedStorageBackend()
  if (!available && backend === 'basic_text') safeStorage.setUsePlainTextEncryption(true)
  return explainSecrets(available, backend)
}

function checkKeychain(): void {
  const { secrets } = secretsState()
  if (secrets !== 'none') return
  throw new UserError('PRECONDITION_FAILED', 'The system keychain cannot be used, so passwords cannot be kept safely.', {
    advice: 'Unlock or install a keyring (for example GNOME Keyring or KWallet) and start Campaign Desk again.',
  })
}

function read(path: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  const entries = entriesForm.safeParse(parseJson(text))
  if (entries.success) return entries.data
  throw new UserError('PRECONDITION_FAILED', `The file with the stored passwords (${secretsFile}) is damaged. Nothing was changed.`, {
    advice: 'Put it back from a backup, or move it away and enter the passwords of your mailboxes again.',
  })
}

/** The error would quote the file. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
