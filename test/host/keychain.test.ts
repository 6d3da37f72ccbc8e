import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const keychain = vi.hoisted(() => ({ available: true }))
vi.mock('electron', () => ({
  safeStorage: {
    isEncryptionAvailable: () => keychain.available,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptString: (text: string) => Buffer.from(text).map((byte) => byte ^ 0xff),
    decryptString: (sealed: Buffer) => Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString(),
  },
}))

const { createKeychainSecrets } = await import('../../src/main/host/electron/secrets.ts')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keychain-'))
  keychain.available = true
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('secrets of the desktop', () => {
  it('keeps, gives back, replaces and forgets; never in clear', async () => {
    const secrets = createKeychainSecrets(folder)
    expect(await secrets.get('a')).toBeNull()
    await secrets.set('a', 'hunter2')
    await secrets.set('b', 'Grüße')
    await secrets.set('a', 'hunter3')
    const again = createKeychainSecrets(folder)
    expect([await again.get('a'), await again.get('b')]).toEqual(['hunter3', 'Grüße'])
    const path = join(folder, 'secrets.desktop.json')
    expect(readFileSync(path, 'utf8')).not.toContain('hunter')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await again.delete('a')
    expect([await secrets.get('a'), await secrets.get('b')]).toEqual([null, 'Grüße'])
  })

  it.each(['', '{"a":"aHVudGVy', '["hunter2"]', '{"a":{"b":1}}'])('says what to do where the file is damaged: %j', async (text) => {
    const path = join(folder, 'secrets.desktop.json')
    writeFileSync(path, text)
    const secrets = createKeychainSecrets(folder)
    for (const work of [secrets.get('a'), secrets.set('a', 'hunter2'), secrets.delete('a')]) {
      const error: unknown = await work.catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'PRECONDITION_FAILED', advice: expect.stringContaining('enter the passwords') })
      expect(String(error)).not.toContain('hunter')
    }
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('keeps nothing where the keychain cannot be used, and says what to do', async () => {
    keychain.available = false
    const secrets = createKeychainSecrets(folder)
    await expect(secrets.set('a', 'hunter2')).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      advice: expect.stringContaining('keyring'),
    })
    expect(await secrets.get('a')).toBeNull()
  })
})
