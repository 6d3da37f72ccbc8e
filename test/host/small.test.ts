import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/main/host/clock.ts'
import { defaultDataFolder } from '../../src/main/host/data-folder.ts'
import { loadToken, sameToken } from '../../src/main/host/http/token.ts'
import { createLog } from '../../src/main/host/log.ts'
import { systemRandom } from '../../src/main/host/random.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('where data lies', () => {
  it.each([
    ['linux', {}, '/home/ann/.local/share/campaign-desk'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/campaign-desk'],
    ['darwin', {}, '/home/ann/Library/Application Support/campaign-desk'],
    ['win32', { APPDATA: '/appdata' }, '/appdata/campaign-desk'],
  ] as const)('%s %j: %s', (platform, env, path) => expect(defaultDataFolder(platform, env, '/home/ann')).toBe(path))
})

describe('the token', () => {
  it('is made once, kept, and closed to others even if it stood open', () => {
    const token = loadToken(folder)
    expect(token).toMatch(/^[\w-]{43}$/)
    chmodSync(join(folder, 'token'), 0o644)
    expect(loadToken(folder)).toBe(token)
    expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
  })

  it('is made anew where the file holds none', () => {
    writeFileSync(join(folder, 'token'), 'short')
    const token = loadToken(folder)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(readFileSync(join(folder, 'token'), 'utf8')).toBe(`${token}\n`)
  })

  it('is compared whole', () => {
    expect(sameToken('abc', 'abc')).toBe(true)
    for (const other of ['', 'ab', 'abcd', 'abC']) expect(sameToken(other, 'abc')).toBe(false)
  })
})

describe('the log', () => {
  it('hides what could sign in somewhere, and what people wrote', () => {
    const file = join(folder, 'log/x.log')
    const log = createLog(file)
    log.info({ password: 'hunter2', account: { accessToken: 'hunter2' }, body: 'hunter2', mailboxId: 7 }, 'signed in')
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain('hunter2')
    expect(JSON.parse(text)).toMatchObject({ msg: 'signed in', mailboxId: 7, password: '[hidden]' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})

describe('the system', () => {
  it('fires a timer that has passed, and not one that was taken back', async () => {
    const fired: string[] = []
    systemClock.setTimer(Date.now() + 20, () => fired.push('taken back'))()
    await new Promise<void>((resolve) => {
      const keepAlive = setInterval(() => {}, 1000)
      systemClock.setTimer(Date.now() - 1000, () => fired.push('past'))
      systemClock.setTimer(Date.now() + 40, () => {
        clearInterval(keepAlive)
        resolve()
      })
    })
    expect(fired).toEqual(['past'])
  })

  it('draws from [0, 1)', () => {
    const drawn = Array.from({ length: 1000 }, () => systemRandom.next())
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...drawn)).toBeLessThan(1)
    expect(new Set(drawn).size).toBe(1000)
  })
})
