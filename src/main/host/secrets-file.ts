import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { UserError } from '../../shared/errors.ts'
import type { Secrets } from '../engine/ports/machine.ts'

/** The environment variable that holds the key; without it there is a key file beside the secrets. */
export const keyVariable = 'CAMPAIGN_DESK_KEY'
export const secretsFile = 'secrets.json'
export const keyFile = 'secrets.key'

const fileForm = z.object({
  version: z.literal(1),
  /** Where the key came from when this was written. */
  key: z.enum(['environment', 'file']),
  salt: z.base64(),
  iv: z.base64(),
  tag: z.base64(),
  data: z.base64(),
})
type FileForm = z.infer<typeof fileForm>

const entriesForm = z.array(z.tuple([z.string(), z.string()]))

// OWASP's advice for passphrases: 64 MiB of memory, some tenths of a second once at the start.
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 2 ** 20 }
const stretch = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt)

/**
 * Secrets in one file of mode 0600, encrypted as a whole (AES-256-GCM). The key is derived from CAMPAIGN_DESK_KEY, or
 * is a random one in a file of its own, made at the first use. Files are replaced in one step, and never when they
 * could not be read.
 * @throws UserError PRECONDITION_FAILED from every method where the key is wrong or missing, or the file is damaged
 */
export function createFileSecrets(folder: string, env: NodeJS.ProcessEnv): Secrets {
  const path = join(folder, secretsFile)
  let opened: Promise<Vault> | null = null
  let writing: Promise<unknown> = Promise.resolve()

  function vault(): Promise<Vault> {
    opened ??= openVault(folder, path, env)
    // A wrong key may be put right without a restart.
    opened.catch(() => {
      opened = null
    })
    return opened
  }

  /** One change after the other; what is kept in memory changes only when the file did. */
  function change(edit: (entries: Map<string, string>) => boolean): Promise<void> {
    const turn = writing.then(async () => {
      const { entries, seal } = await vault()
      const changed = new Map(entries)
      if (!edit(changed)) return
      await replaceFile(folder, path, seal(changed))
      entries.clear()
      for (const [name, value] of changed) entries.set(name, value)
    })
    writing = turn.catch(() => undefined)
    return turn
  }

  return {
    async get(name) {
      await writing
      return (await vault()).entries.get(name) ?? null
    },
    set: (name, value) =>
      change((entries) => {
        if (entries.get(name) === value) return false
        entries.set(name, value)
        return true
      }),
    delete: (name) => change((entries) => entries.delete(name)),
  }
}

interface Vault {
  entries: Map<string, string>
  seal(entries: Map<string, string>): string
}

async function openVault(folder: string, path: string, env: NodeJS.ProcessEnv): Promise<Vault> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const stored = await readStored(path)
  const passphrase = env[keyVariable] || null
  const source = passphrase === null ? 'file' : 'environment'
  const salt = stored ? Buffer.from(stored.salt, 'base64') : randomBytes(16)
  const key =
    passphrase === null ? fromKeyFile(await readKeyFile(folder, stored !== null), salt) : await stretch(passphrase, salt, 32, cost)
  return {
    entries: stored ? unseal(stored, key, source) : new Map(),
    seal: (entries) => JSON.stringify(sealed(entries, key, salt, source)),
  }
}

/** A random key needs no stretching. */
function fromKeyFile(text: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', text, salt, 'campaign-desk secrets', 32))
}

async function readStored(path: string): Promise<FileForm | null> {
  const text = await readIfThere(path)
  if (text === null) return null
  const form = fileForm.safeParse(parseJson(text))
  if (!form.success) throw damaged()
  return form.data
}

function sealed(entries: Map<string, string>, key: Buffer, salt: Buffer, source: FileForm['key']): FileForm {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const data = Buffer.concat([cipher.update(JSON.stringify([...entries]), 'utf8'), cipher.final()])
  const text = (bytes: Buffer) => bytes.toString('base64')
  return { version: 1, key: source, salt: text(salt), iv: text(iv), tag: text(cipher.getAuthTag()), data: text(data) }
}

function unseal(stored: FileForm, key: Buffer, source: FileForm['key']): Map<string, string> {
  let text: string
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(stored.iv, 'base64'), { authTagLength: 16 })
    decipher.setAuthTag(Buffer.from(stored.tag, 'base64'))
    text = Buffer.concat([decipher.update(Buffer.from(stored.data, 'base64')), decipher.final()]).toString('utf8')
  } catch {
    throw wrongKey(stored.key, source)
  }
  const entries = entriesForm.safeParse(parseJson(text))
  if (!entries.success) throw damaged()
  return new Map(entries.data)
}

/** The random key. It is made once, before there are secrets: a new one could read none of them. */
async function readKeyFile(folder: string, needed: boolean): Promise<string> {
  const path = join(folder, keyFile)
  const kept = (await readIfThere(path))?.trim()
  if (kept) return kept
  if (needed) {
    throw new UserError(
      'PRECONDITION_FAILED',
      `The key for the stored passwords is missing: there is no ${keyFile}, and ${keyVariable} is not set.`,
      {
        advice: `Put ${keyFile} back from a backup, or start with ${keyVariable} set. Nothing was changed.`,
      },
    )
  }
  const key = randomBytes(32).toString('hex')
  await replaceFile(folder, path, `${key}\n`)
  return key
}

function wrongKey(written: FileForm['key'], now: FileForm['key']): UserError {
  const where = { environment: `with ${keyVariable}`, file: `with the key in ${keyFile}` }
  return new UserError(
    'PRECONDITION_FAILED',
    'The stored passwords cannot be read: the key is another one, or the file is damaged. Nothing was changed.',
    {
      advice: `They were stored ${where[written]}${written === now ? '' : `, and are now read ${where[now]}`}. Start with the same key as before.`,
    },
  )
}

function damaged(): UserError {
  return new UserError('PRECONDITION_FAILED', `The file with the stored passwords (${secretsFile}) is damaged. Nothing was changed.`, {
    advice: 'Put it back from a backup, or move it away and enter the passwords of your mailboxes again.',
  })
}

/** Null where there is none. A file that others may read is closed to them. */
async function readIfThere(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, 'utf8')
    if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Old or new, never half: also when the power fails meanwhile. */
async function replaceFile(folder: string, path: string, text: string): Promise<void> {
  const next = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(next, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(next, path)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
  await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and keeps renames by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
