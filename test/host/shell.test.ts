import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonFile } from '../../src/main/host/json-file.ts'
import { autostartEntry, autostartFile } from '../../src/main/host/shell/autostart.ts'
import { closeHint } from '../../src/main/host/shell/close-hint.ts'
import { countCrash } from '../../src/main/host/shell/crash-loop.ts'
import { linkIn, pathOfLink } from '../../src/main/host/shell/deep-link.ts'
import { firstPreferences, keptPreferences } from '../../src/main/host/shell/preferences.ts'
import { answerQuit, patienceMs } from '../../src/main/host/shell/quit.ts'
import { actionOf, screenHtml } from '../../src/main/host/shell/screen.ts'
import { explainSecrets } from '../../src/main/host/shell/secrets-state.ts'
import { explainStart } from '../../src/main/host/shell/start-problem.ts'
import { afterNews, explainUpdateError, firstUpdateStatus, nextCheckIn, whyNoUpdates } from '../../src/main/host/shell/update-state.ts'
import { leastHeight, leastWidth, placeWindow } from '../../src/main/host/shell/window-place.ts'
import { UserError } from '../../src/shared/errors.ts'

describe('links', () => {
  it.each([
    ['campaign-desk://inbox/12', '/inbox/12'],
    ['campaign-desk://campaigns/3/', '/campaigns/3'],
    ['CAMPAIGN-DESK://Inbox', '/inbox'],
    ['campaign-desk://contacts', '/contacts'],
    ['campaign-desk://settings', '/settings'],
    ['campaign-desk://settings/3', '/'],
    ['campaign-desk://today', '/'],
    ['campaign-desk://inbox/0', '/'],
    ['campaign-desk://inbox/12/34', '/'],
    ['campaign-desk://inbox/-1', '/'],
    ['campaign-desk://inbox/1e3', '/'],
    ['campaign-desk://inbox/12?x=1', '/'],
    ['campaign-desk://inbox/12#x', '/'],
    ['campaign-desk://../etc/passwd', '/'],
    ['campaign-desk://constructor', '/'],
    ['campaign-desk:inbox/12', '/'],
    ['https://inbox/12', '/'],
    [' campaign-desk://inbox/12', '/'],
    ['campaign-desk://inbox/9999999999999999', '/'],
    ['', '/'],
  ])('%s leads to %s', (link, path) => expect(pathOfLink(link)).toBe(path))

  it('lead to a place of ours whatever they say', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(pathOfLink(`campaign-desk://${text}`)).toMatch(/^\/([a-z]+(\/[1-9]\d*)?)?$/)
      }),
    )
  })

  it('are found among the arguments of a program, the last one', () => {
    expect(linkIn(['/opt/app', '--data=/x', 'campaign-desk://inbox', 'Campaign-Desk://inbox/2'])).toBe('Campaign-Desk://inbox/2')
    expect(linkIn(['/opt/campaign-desk', '--hidden'])).toBeNull()
  })
})

describe('the place of the window', () => {
  const main = { x: 0, y: 25, width: 1440, height: 875 }
  const second = { x: 1440, y: 0, width: 2560, height: 1400 }
  const kept = { x: 1500, y: 100, width: 1600, height: 1000, maximized: true }

  it('is the middle at first', () => expect(placeWindow(null, [main])).toEqual({ width: 1280, height: 800, maximized: false }))
  it('is where it was', () => expect(placeWindow(kept, [main, second])).toEqual(kept))
  it('is the middle where its display is gone, and no larger than what is there', () =>
    expect(placeWindow(kept, [main])).toEqual({ width: 1440, height: 875, maximized: true }))

  it('has its title bar in reach, and room for the pages, wherever it was', () => {
    const number = fc.integer({ min: -10_000, max: 10_000 })
    const size = fc.integer({ min: 1, max: 10_000 })
    const place = fc.record({ x: number, y: number, width: size, height: size, maximized: fc.boolean() })
    fc.assert(
      fc.property(place, (kept) => {
        const next = placeWindow(kept, [main, second])
        expect(next.width).toBeGreaterThanOrEqual(leastWidth)
        expect(next.height).toBeGreaterThanOrEqual(leastHeight)
        const { x, y } = next
        if (x === undefined || y === undefined) return
        expect([main, second].some((it) => x + next.width > it.x && x < it.x + it.width && y >= it.y && y + 32 <= it.y + it.height)).toBe(
          true,
        )
      }),
    )
  })
})

describe('crashes of the page', () => {
  it('are a loop at the third within a minute', () => {
    let lately: number[] = []
    const loops = [0, 40_000, 70_000, 90_000].map((at) => {
      const counted = countCrash(lately, at)
      lately = counted.lately
      return counted.loop
    })
    expect(loops).toEqual([false, false, false, true])
  })
  it('are not counted from a clock that was set back', () => expect(countCrash([90_000, 95_000], 10_000).loop).toBe(false))
})

describe('quitting', () => {
  it('begins, waits, asks after 20 seconds, and goes when nothing is left', () => {
    expect(answerQuit(null, 0)).toBe('begin')
    expect(answerQuit({ since: 1000 }, 1000 + patienceMs - 1)).toBe('wait')
    expect(answerQuit({ since: 1000 }, 1000 + patienceMs)).toBe('ask')
    expect(answerQuit('done', 0)).toBe('go')
  })
})

describe('what keeps it from starting', () => {
  const places = { dataFolder: '/data', logFolder: '/logs' }
  const owner = { host: 'headless', startedAt: Date.UTC(2026, 4, 4, 7, 30), pid: 4711, machine: 'attic', url: 'http://127.0.0.1:4777' }

  it('is told with the owner of the folder, in the words of a person', () => {
    const error = new UserError('CONFLICT', 'The workspace "acme" is already open ...', { advice: 'Use that one.', details: { owner } })
    const screen = explainStart(error, places, 'en-GB', 'Europe/Berlin')
    expect(screen.title).toBe('This workspace is open elsewhere')
    expect(screen.text.join(' ')).toMatch(/headless server.*http:\/\/127\.0\.0\.1:4777.*process 4711.*attic.*4 May 2026.*09:30/)
    expect(screen.actions).toEqual(['retry', 'folder', 'quit'])
  })

  it.each([
    [Object.assign(new Error('x'), { code: 'SQLITE_FULL' }), 'The disk is full'],
    [Object.assign(new Error('x'), { code: 'SQLITE_READONLY_DIRECTORY' }), 'The data folder cannot be written'],
    [Object.assign(new Error('x'), { code: 'EACCES', path: '/data' }), 'Your workspace cannot be opened'],
    [
      new UserError('CONFLICT', 'This workspace was made by a newer version of Campaign Desk.'),
      'This workspace needs a newer Campaign Desk',
    ],
    [new TypeError('x is not a function'), 'Campaign Desk could not start'],
    [undefined, 'Campaign Desk could not start'],
  ])('%s: %s', (error, title) => {
    const screen = explainStart(error, places)
    expect(screen.title).toBe(title)
    expect(screen.text.join(' ')).not.toMatch(/not a function|SQLITE|EACCES|undefined/)
    expect(screen.actions).toContain('quit')
  })

  it('is a page without scripts, in which nothing from outside is markup', () => {
    const html = screenHtml({ title: '<script>alert(1)</script>', text: ['"&', ''], actions: ['quit'] })
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('<p>&quot;&amp;</p>')
    expect(html.match(/<p>/g)).toHaveLength(1)
  })

  it('is acted upon by its own links only', () => {
    expect(actionOf('app://campaign-desk/screen/retry', 'app://campaign-desk')).toBe('retry')
    for (const url of [
      'app://campaign-desk/screen/words',
      'app://campaign-desk/retry',
      'https://x.example/screen/retry',
      'app://campaign-desk/screen/retry/',
    ])
      expect(actionOf(url, 'app://campaign-desk')).toBeNull()
  })
})

describe('a start at login on Linux', () => {
  it('is an entry of the desktop whose program may have any name', () => {
    expect(autostartFile({}, '/home/ann')).toBe('/home/ann/.config/autostart/campaign-desk.desktop')
    expect(autostartFile({ XDG_CONFIG_HOME: '/conf' }, '/home/ann')).toBe('/conf/autostart/campaign-desk.desktop')
    const entry = autostartEntry('/opt/Campaign $Desk "1" 100%', ['/my app'])
    expect(entry).toContain(String.raw`Exec="/opt/Campaign \\$Desk \\"1\\" 100%%" "/my app" "--hidden"`)
    expect(entry.split('\n')[0]).toBe('[Desktop Entry]')
  })
})

describe('the hint at the first close', () => {
  it.each([
    ['linux', { XDG_CURRENT_DESKTOP: 'KDE' }, true, false],
    ['linux', { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, true, false],
    ['linux', { XDG_CURRENT_DESKTOP: 'GNOME' }, true, true],
    ['linux', {}, true, true],
    ['darwin', {}, true, false],
    ['win32', {}, true, false],
    ['win32', {}, false, true],
  ] as const)('%s %j, tray %s: asks %s', (platform, env, tray, ask) => expect(closeHint(platform, env, tray).ask).toBe(ask))
})

describe('passwords', () => {
  it('are in a keychain, in a weak file, or nowhere', () => {
    expect(explainSecrets(true, null)).toEqual({ secrets: 'keychain', message: '' })
    expect(explainSecrets(true, 'basic_text').secrets).toBe('weak')
    expect(explainSecrets(false, 'basic_text').secrets).toBe('weak')
    expect(explainSecrets(false, 'gnome_libsecret').secrets).toBe('none')
  })
})

describe('newer versions', () => {
  const at = '2026-05-04T08:00:00.000Z'

  it('are off where this copy cannot update itself', () => {
    expect(whyNoUpdates({ packaged: false, platform: 'darwin', appImage: false })).toContain('source')
    expect(whyNoUpdates({ packaged: true, platform: 'linux', appImage: false })).toContain('installed by the system')
    expect(whyNoUpdates({ packaged: true, platform: 'linux', appImage: true })).toBeNull()
    const off = firstUpdateStatus('No.')
    expect(afterNews(off, { type: 'available', version: '2', at })).toBe(off)
    expect(nextCheckIn(off, true, 0)).toBeNull()
  })

  it('go from looked for to ready, and a failed look takes nothing back', () => {
    let status = afterNews(firstUpdateStatus(null), { type: 'checking' })
    status = afterNews(status, { type: 'available', version: '2.0.0', at })
    status = afterNews(status, { type: 'progress', percent: 41.6 })
    expect(status).toMatchObject({ state: 'downloading', percent: 42, version: '2.0.0' })
    status = afterNews(status, { type: 'downloaded', version: '2.0.0' })
    expect(status.state).toBe('ready')
    expect(afterNews(status, { type: 'failed', error: 'x', at })).toBe(status)
    expect(afterNews(status, { type: 'available', version: '2.0.0', at }).state).toBe('ready')
    expect(afterNews(status, { type: 'available', version: '3.0.0', at })).toMatchObject({ state: 'available', version: '3.0.0' })
  })

  it('are looked for once a day, where wanted', () => {
    const idle = firstUpdateStatus(null)
    expect(nextCheckIn(idle, false, 0)).toBeNull()
    expect(nextCheckIn(idle, true, 0)).toBe(60_000)
    const looked = afterNews(idle, { type: 'none', at })
    expect(nextCheckIn(looked, true, Date.parse(at) + 3_600_000)).toBe(23 * 3_600_000)
    expect(nextCheckIn(looked, true, Date.parse(at) + 48 * 3_600_000)).toBe(60_000)
    expect(nextCheckIn(looked, true, Date.parse(at) - 1)).toBe(60_000)
  })

  it.each([
    ['Error: net::ERR_INTERNET_DISCONNECTED', 'could not be reached'],
    ['Error: sha512 checksum mismatch', 'Nothing was installed'],
    ['HttpError: 404', 'No published version'],
    ['TypeError: x', 'the log has the details'],
  ])('%s is said as: %s', (error, words) => expect(explainUpdateError(error)).toContain(words))
})

describe('small files of choices', () => {
  it('are kept, closed to others, and a damaged or older one is no obstacle', () => {
    const folder = mkdtempSync(join(tmpdir(), 'choices-'))
    try {
      const path = join(folder, 'deep/preferences.json')
      const open = () => jsonFile(path, keptPreferences, firstPreferences)
      expect(open().get()).toEqual(firstPreferences)
      open().set({ ...firstPreferences, startAtLogin: true })
      expect(open().get().startAtLogin).toBe(true)
      if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
      writeFileSync(path, '{"keepRunning": false, "unknown": 1}')
      expect(open().get()).toEqual({ ...firstPreferences, keepRunning: false })
      writeFileSync(path, '{"keepRunning": "yes"}')
      expect(open().get()).toEqual(firstPreferences)
      writeFileSync(path, '{"keepRun')
      expect(open().get()).toEqual(firstPreferences)
      expect(readFileSync(path, 'utf8')).toBe('{"keepRun')
      expect(jsonFile(join(folder, 'none.json'), z.object({ a: z.number() }).nullable(), null).get()).toBeNull()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
