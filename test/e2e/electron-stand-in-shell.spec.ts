import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { type Desktop, expect, newFolder, removeFolder, type StartOptions, startDesktop, updaterModule } from './desktop.ts'

test.describe.configure({ timeout: 180_000 })

let data: string
let desktop: Desktop | null = null

test.beforeEach(() => {
  data = newFolder()
  delete process.env.XDG_CURRENT_DESKTOP
  delete process.env.APPIMAGE
})
test.afterEach(async () => {
  await desktop?.quit()
  desktop = null
  removeFolder(data)
})

async function start(options: Omit<StartOptions, 'data'> = {}): Promise<Desktop> {
  desktop = await startDesktop({ data, ...options })
  return desktop
}

async function startAgain(options: Omit<StartOptions, 'data'> = {}): Promise<Desktop> {
  await desktop?.quit()
  return start(options)
}

const tray = ({ standIn }: Desktop) => {
  const [only] = standIn.trays
  if (!only || standIn.trays.length > 1) throw new Error(`there are ${standIn.trays.length} icons in the tray`)
  return only
}

/** What the host says to a page that listens, in order. */
async function listen({ client }: Desktop): Promise<{ heard: string[]; end(): void }> {
  const stop = new AbortController()
  const heard: string[] = []
  const stream = await client.host.signals(undefined, { signal: stop.signal })
  void (async () => {
    for await (const signal of stream) heard.push(signal.type === 'open' ? signal.path : signal.type)
  })().catch(() => {})
  await expect.poll(() => heard).toContain('hello')
  return { heard, end: () => stop.abort() }
}

test('the window comes back where it was, and where a display is gone, in the middle of another', async () => {
  const first = await start()
  await expect.poll(() => first.window().isVisible()).toBe(true)
  first.window().moveTo({ x: 2100, y: 80, width: 1400, height: 900 })
  first.window().maximize()
  const screens = [
    { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } },
    { id: 2, workArea: { x: 1920, y: 0, width: 2560, height: 1400 } },
  ]
  const second = await startAgain({
    system: (system) => {
      system.displays = screens
    },
  })
  expect(second.window().options).toMatchObject({ x: 2100, y: 80, width: 1400, height: 900 })
  await expect.poll(() => second.window().isMaximized()).toBe(true)
  const third = await startAgain()
  expect(third.window().options).toMatchObject({ width: 1400, height: 900 })
  expect(third.window().options.x).toBeUndefined()
})

test('closed, it goes on in the tray, says so once, and comes back at a click', async () => {
  const app = await start()
  const { standIn, client } = app
  await expect.poll(() => app.window().isVisible()).toBe(true)
  expect(app.window().close()).toBe(false)
  expect(app.window().isVisible()).toBe(false)
  expect(standIn.notifications.map(({ title }) => title)).toEqual(['Campaign Desk keeps running'])
  expect((await client.engine.status()).state).toBe('idle')
  tray(app).emit('click', {})
  expect(app.window().isVisible()).toBe(true)
  app.window().close()
  expect(standIn.notifications).toHaveLength(1)
  const later = await startAgain()
  await expect.poll(() => later.window().isVisible()).toBe(true)
  later.window().close()
  expect(later.standIn.notifications).toEqual([])
})

test('on a desktop that may show no tray it asks, and closing can be made to quit', async () => {
  process.env.XDG_CURRENT_DESKTOP = 'GNOME'
  const { standIn, window, client } = await start({
    system: (system) => {
      system.answer = (box) => box.buttons?.indexOf('Quit when I close it') ?? -1
    },
  })
  await expect.poll(() => window().isVisible()).toBe(true)
  const { ended } = standIn
  expect((await client.host.preferences()).keepRunning).toBe(true)
  window().close()
  await ended
  expect(standIn.messages).toMatchObject([{ detail: expect.stringContaining('start Campaign Desk again') }])
  expect(JSON.parse(readFileSync(join(data, 'desktop/preferences.json'), 'utf8'))).toMatchObject({ keepRunning: false })

  desktop = null
  const second = await start()
  await expect.poll(() => second.window().isVisible()).toBe(true)
  second.window().close()
  await second.standIn.ended
  expect(existsSync(join(data, 'workspaces/my-workspace/owner.json'))).toBe(false)
  desktop = null
})

test('the tray tells the state, and pauses and resumes', async () => {
  const app = await start()
  await expect.poll(() => tray(app).tooltip).toContain('Nothing planned')
  expect(tray(app).menu?.labels()).toEqual(expect.arrayContaining(['Open Campaign Desk', 'Nothing planned', 'Pause all sending', 'Quit']))
  expect(tray(app).menu?.labels().join()).toMatch(/\d+ credits left/)
  expect(tray(app).image.path).toMatch(/normal\.png$/)
  tray(app).menu?.choose('Pause all sending')
  await expect.poll(() => tray(app).image.path).toMatch(/paused\.png$/)
  expect((await app.client.engine.status()).paused).toBe(true)
  expect(tray(app).tooltip).toContain('Paused by you')
  tray(app).menu?.choose('Resume sending')
  await expect.poll(() => tray(app).image.path).toMatch(/normal\.png$/)
  expect((await app.client.engine.status()).paused).toBe(false)
})

test('a second start shows the window and hands its link over; one at login shows nothing', async () => {
  const app = await start()
  await expect.poll(() => app.window().isVisible()).toBe(true)
  const { heard, end } = await listen(app)
  app.window().hide()
  app.electron.app.emit('second-instance', {}, ['campaign-desk', '--hidden'], '/')
  expect(app.window().isVisible()).toBe(false)
  app.electron.app.emit('second-instance', {}, ['campaign-desk', 'campaign-desk://inbox/12'], '/')
  expect(app.window().isVisible()).toBe(true)
  await expect.poll(() => heard.at(-1)).toBe('/inbox/12')
  app.electron.app.emit('second-instance', {}, ['campaign-desk', 'campaign-desk://javascript:alert(1)'], '/')
  await expect.poll(() => heard.at(-1)).toBe('/')
  app.electron.app.ask('open-url', {}, 'campaign-desk://campaigns/3')
  await expect.poll(() => heard.at(-1)).toBe('/campaigns/3')
  app.standIn.menu?.choose('Contacts')
  await expect.poll(() => heard.at(-1)).toBe('/contacts')
  end()
})

test('started by a link it opens there; a program that runs already gets no second one', async () => {
  const app = await start({ args: ['campaign-desk://campaigns/7'] })
  await expect.poll(() => app.window().isVisible()).toBe(true)
  expect(app.window().url).toBe('app://campaign-desk/#/campaigns/7')
  await app.quit()
  const { standIn, newProcess } = app.electron
  newProcess()
  standIn.first = false
  await import(`${join(import.meta.dirname, '../../out/main/index.js')}?second`)
  await standIn.ended
  expect(standIn.windows).toEqual([])
  desktop = null
})

test('started hidden it is in the tray only, and opens from there', async () => {
  const app = await start({ args: ['--hidden'] })
  await expect.poll(() => tray(app).tooltip).toContain('Nothing planned')
  expect(app.standIn.windows).toEqual([])
  tray(app).menu?.choose('Open Campaign Desk')
  await expect.poll(() => app.window().isVisible()).toBe(true)
  await expect(app.page().locator('#root')).not.toBeEmpty()
})

test('a page that crashes or hangs is loaded again where it was; the third time there are words', async () => {
  const app = await start({ args: ['campaign-desk://campaigns'] })
  await expect.poll(() => app.window().isVisible()).toBe(true)
  await app.window().crash()
  await expect.poll(() => app.window().page?.url() ?? '').toContain('/campaigns')
  await expect(app.page().locator('#root')).not.toBeEmpty()
  app.window().emit('unresponsive')
  await expect.poll(() => app.window().page?.url() ?? '').toContain('/campaigns')
  await expect(app.page().locator('#root')).not.toBeEmpty()
  await app.window().crash()
  await expect.poll(() => app.window().page?.url() ?? '').toContain('/screen/words')
  await expect(app.page().getByRole('heading')).toHaveText('The window keeps closing')
  expect((await app.client.engine.status()).state).toBe('idle')
  await app.page().getByRole('link', { name: 'Try again' }).click()
  await expect(app.page().locator('#root')).not.toBeEmpty()
})

test('choices, links and logs', async () => {
  const { client, standIn } = await start()
  const entry = join(data, 'config/autostart/campaign-desk.desktop')
  expect(await client.host.preferences()).toMatchObject({ startAtLogin: false, keepRunning: true })
  await client.host.setPreferences({ startAtLogin: true })
  if (process.platform === 'linux') expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".*" "--hidden"$/m)
  else expect(standIn.loginItem).toEqual({ openAtLogin: true, args: ['--hidden'] })
  expect(await client.host.setPreferences({ startAtLogin: false, notifyReplies: false })).toMatchObject({ notifyReplies: false })
  expect(existsSync(entry)).toBe(false)
  await client.host.openLink({ url: 'https://example.com/help' })
  await expect(client.host.openLink({ url: 'http://example.com/' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await client.host.openLogs()
  expect(standIn.links).toEqual(['https://example.com/help'])
  expect(standIn.opened).toEqual([join(data, 'log')])
  expect(await client.host.update()).toMatchObject({ state: 'off', message: expect.stringContaining('source') })
})

test('where the system keeps no passwords, it says so', async () => {
  const { client, standIn } = await start()
  expect(await client.host.info()).toMatchObject({ secrets: 'keychain', secretsMessage: '' })
  standIn.keychain = { available: false, backend: 'basic_text' }
  expect(await client.host.info()).toMatchObject({ secrets: 'weak', secretsMessage: expect.stringContaining('no keyring') })
  standIn.keychain = { available: false, backend: 'gnome_libsecret' }
  expect(await client.host.info()).toMatchObject({ secrets: 'none', secretsMessage: expect.stringContaining('cannot be kept') })
})

test('a newer version is looked for, fetched and installed by three wishes', async () => {
  const { autoUpdater } = await updaterModule()
  process.env.APPIMAGE = '/opt/Campaign Desk.AppImage'
  Object.assign(process, { resourcesPath: join(import.meta.dirname, '../../resources') })
  const app = await start({
    system: (system) => {
      system.packaged = true
    },
  })
  const { client, standIn } = app
  expect(standIn.protocols).toEqual(['campaign-desk'])
  expect(await client.host.checkForUpdate()).toMatchObject({ state: 'idle', message: 'You have the newest version.' })
  autoUpdater.problem = new Error('net::ERR_INTERNET_DISCONNECTED')
  expect(await client.host.checkForUpdate()).toMatchObject({ state: 'failed', message: expect.stringContaining('could not be reached') })
  autoUpdater.problem = null
  autoUpdater.published = '9.9.9'
  expect(await client.host.checkForUpdate()).toMatchObject({ state: 'available', version: '9.9.9' })
  expect([autoUpdater.autoDownload, autoUpdater.autoInstallOnAppQuit, autoUpdater.downloads]).toEqual([false, false, 0])
  await expect(client.host.installUpdate()).rejects.toMatchObject({ code: 'CONFLICT' })
  await client.host.downloadUpdate()
  await expect.poll(async () => (await client.host.update()).state).toBe('ready')
  expect(autoUpdater.installs).toBe(0)
  await client.host.installUpdate()
  await expect.poll(() => autoUpdater.installs).toBe(1)
  expect(existsSync(join(data, 'workspaces/my-workspace/owner.json'))).toBe(false)
})
