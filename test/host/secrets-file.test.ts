import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileSecrets, keyFile, keyVariable, secretsFile } from '../../src/main/host/secrets-file.ts'

let folder: string
const secret = 'hunter2-and-more'
const path = () => join(folder, secretsFile)
const withKey = (key: string) => createFileSecrets(folder, { [keyVariable]: key })
const withFile = () => createFileSecrets(folder, {})
const mode = (name: string) => statSync(join(folder, name)).mode & 0o777

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cd-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('secrets in a file', () => {
  it.each([
    ['the environment', () => withKey('a long passphrase')],
    ['a key file', withFile],
  ])('come back with the key from %s, and are unreadable otherwise', async (_, make) => {
    const secrets = make()
    expect(await secrets.get('mailbox/1/smtp')).toBeNull()
    await secrets.set('mailbox/1/smtp', secret)
    await secrets.set('mailbox/2/smtp', 'another')
    await secrets.delete('mailbox/2/smtp')
    expect(await secrets.get('mailbox/1/smtp')).toBe(secret)
    expect(await make().get('mailbox/1/smtp')).toBe(secret)
    expect(await make().get('mailbox/2/smtp')).toBeNull()
    const bytes = readFileSync(path(), 'utf8')
    expect(bytes).not.toContain(secret)
    expect(bytes).not.toContain('mailbox')
    expect(mode(secretsFile)).toBe(0o600)
  })

  it('make no file before there is a secret, and leave no other behind', async () => {
    const secrets = withKey('k')
    await secrets.get('a')
    await secrets.delete('a')
    expect(readdirSync(folder)).toEqual([])
    await Promise.all(Array.from({ length: 20 }, (_, i) => secrets.set(`s${i}`, String(i))))
    expect(readdirSync(folder)).toEqual([secretsFile])
    const again = withKey('k')
    expect(await Promise.all(Array.from({ length: 20 }, (_, i) => again.get(`s${i}`)))).toEqual(
      Array.from({ length: 20 }, (_, i) => String(i)),
    )
  })

  it('keep the key file to its owner, also when somebody opened it', async () => {
    await withFile().set('a', secret)
    expect(mode(keyFile)).toBe(0o600)
    chmodSync(join(folder, keyFile), 0o644)
    chmodSync(path(), 0o666)
    expect(await withFile().get('a')).toBe(secret)
    expect([mode(keyFile), mode(secretsFile)]).toEqual([0o600, 0o600])
  })

  it('hold any text and any name', async () => {
    const secrets = withKey('k')
    for (const name of ['__proto__', 'constructor', '', 'ü\n']) await secrets.set(name, `${name}-value`)
    const again = withKey('k')
    for (const name of ['__proto__', 'constructor', '', 'ü\n']) expect(await again.get(name)).toBe(`${name}-value`)
    expect(await again.get('toString')).toBeNull()
  })
})

describe('what cannot be read is never overwritten', () => {
  async function refusesEverything(make: () => ReturnType<typeof withFile>, words: RegExp) {
    const before = readFileSync(path(), 'utf8')
    const secrets = make()
    for (const attempt of [secrets.get('a'), secrets.set('a', 'x'), secrets.delete('a')]) {
      await expect(attempt).rejects.toMatchObject({ name: 'UserError', code: 'PRECONDITION_FAILED', message: expect.stringMatching(words) })
    }
    expect(readFileSync(path(), 'utf8')).toBe(before)
  }

  it('with another key', async () => {
    await withKey('right').set('a', secret)
    await refusesEverything(() => withKey('wrong'), /cannot be read/)
    expect(await withKey('right').get('a')).toBe(secret)
  })

  it('with the key file where it was the environment, and the other way round', async () => {
    await withKey('right').set('a', secret)
    await refusesEverything(withFile, /key .* is missing/)
    expect(existsSync(join(folder, keyFile))).toBe(false)
    rmSync(path())
    await withFile().set('a', secret)
    await refusesEverything(() => withKey('right'), /cannot be read/)
  })

  it('with a lost key file: no new one is made', async () => {
    await withFile().set('a', secret)
    rmSync(join(folder, keyFile))
    await refusesEverything(withFile, /missing/)
    expect(existsSync(join(folder, keyFile))).toBe(false)
  })

  it('with a damaged file', async () => {
    await withKey('k').set('a', secret)
    const good = JSON.parse(readFileSync(path(), 'utf8')) as { data: string }
    const flipped = Buffer.from(good.data, 'base64')
    flipped[0] = (flipped[0] ?? 0) ^ 1
    writeFileSync(path(), JSON.stringify({ ...good, data: flipped.toString('base64') }))
    await refusesEverything(() => withKey('k'), /cannot be read/)
    for (const text of ['', '{', '[]', JSON.stringify({ ...good, version: 2 }), JSON.stringify({ ...good, tag: '' })]) {
      writeFileSync(path(), text)
      await refusesEverything(() => withKey('k'), /damaged|cannot be read/)
    }
  })

  it('and a key that is put right works without a restart', async () => {
    await withKey('right').set('a', secret)
    const env: NodeJS.ProcessEnv = { [keyVariable]: 'wrong' }
    const secrets = createFileSecrets(folder, env)
    await expect(secrets.get('a')).rejects.toThrow()
    env[keyVariable] = 'right'
    expect(await secrets.get('a')).toBe(secret)
  })
})
