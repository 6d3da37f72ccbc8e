import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { expect, removeFolder, startDesktop } from './desktop.ts'

const root = join(import.meta.dirname, '../..')

test.describe.configure({ timeout: 180_000 })

/** One call by a port of its own, as the page makes it: the wire format of oRPC's RPC protocol. */
function callByPort({ path, input, place = 'workspace' }: { path: string; input: object; place?: string }): Promise<unknown> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent) => {
      const [port] = event.ports
      if (event.data?.type !== 'campaign-desk:port' || !port) return
      window.removeEventListener('message', listen)
      port.onmessage = ({ data }) => resolve(JSON.parse(data))
      port.postMessage(JSON.stringify({ i: '1', p: { u: `/${path}`, b: { json: input } } }))
    }
    window.addEventListener('message', listen)
    window.postMessage({ type: 'campaign-desk:ready', place }, '*')
  })
}

test('the built desktop app runs on the stand-in: window, page, port, engine, and a clean end', async () => {
  const desktop = await startDesktop()
  const { electron, standIn, data } = desktop
  expect(standIn.errors).toEqual([])
  expect(standIn.privileged).toEqual(['app'])
  const window = desktop.window()
  await expect.poll(() => window.isVisible()).toBe(true)
  const page = desktop.page()

  await test.step('the window is locked down', async () => {
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    expect(window.options).toMatchObject({ minWidth: 1000, minHeight: 640, show: false, backgroundColor: '#fbfbfc' })
    expect(window.webContents.openHandler?.({ url: 'https://example.com' })).toEqual({ action: 'deny' })
    expect(window.webContents.ask('will-navigate', { url: 'https://example.com/' })).toBe(true)
    expect(window.webContents.ask('will-attach-webview')).toBe(true)
    const { defaultSession } = electron.session
    expect(defaultSession.allows('https://example.com/')).toBe(false)
    expect(defaultSession.allows('app://campaign-desk/assets/x.js')).toBe(true)
    expect(defaultSession.allows('app://campaign-desk.evil.example/')).toBe(false)
    expect(defaultSession.permissionCheck?.()).toBe(false)
    let granted = true
    defaultSession.permissionRequest?.({}, 'geolocation', (answer) => {
      granted = answer
    })
    expect(granted).toBe(false)
  })

  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(String(error)))

  await test.step('the page loads under its policy, without errors, and sees only the marker', async () => {
    const response = await page.reload()
    expect(response?.status()).toBe(200)
    expect(response?.headers()['content-security-policy']).toContain("default-src 'none'")
    await expect(page.locator('#root')).not.toBeEmpty()
    expect(problems).toEqual([])
    expect(
      await page.evaluate(() => [
        typeof (globalThis as { require?: unknown }).require,
        JSON.stringify((globalThis as { campaignDesk?: unknown }).campaignDesk),
      ]),
    ).toEqual(['undefined', '{"host":"desktop"}'])
    expect(
      await page.evaluate(() =>
        fetch('http://127.0.0.1:1/').then(
          () => 'fetched',
          () => 'refused',
        ),
      ),
    ).toBe('refused')
  })

  await test.step('a call by the port reaches the engine and the host, and the page shows it live', async () => {
    const answer = await page.evaluate(callByPort, { path: 'workspace/get', input: {} })
    expect(answer).toMatchObject({ p: { b: { json: { name: 'My workspace' } } } })
    const host = await page.evaluate(callByPort, { path: 'host/info', input: {} })
    expect(host).toMatchObject({ p: { b: { json: { kind: 'desktop', dataFolder: data, logFolder: join(data, 'log') } } } })
    const made = await page.evaluate(callByPort, { path: 'campaigns/create', input: { name: 'Spring promotion' } })
    expect(made).toMatchObject({ p: { b: { json: { name: 'Spring promotion', status: 'draft' } } } })
    await page.evaluate(() => {
      globalThis.location.hash = '/campaigns'
    })
    await expect(page.getByText('Spring promotion').first()).toBeVisible()
    const refused = await page.evaluate(callByPort, { path: 'campaigns/get', input: { id: 987_654 } })
    expect(refused).toMatchObject({ p: { s: 404, b: { json: { code: 'NOT_FOUND' } } } })
  })

  await test.step('a port to the sandbox reaches an engine of its own', async () => {
    const closed = await page.evaluate(callByPort, { path: 'workspace/get', input: {}, place: 'sandbox' })
    expect(closed).toMatchObject({ p: { s: 412, b: { json: { message: 'The sandbox is closed.' } } } })
    await page.evaluate(callByPort, { path: 'sandbox/open', input: {} })
    const open = await page.evaluate(callByPort, { path: 'workspace/get', input: {}, place: 'sandbox' })
    expect(open).toMatchObject({ p: { b: { json: { name: 'Sandbox' } } } })
  })

  await test.step('a page that is not ours gets no port', async () => {
    const { PagePort } = await import(join(root, 'test/fakes/electron/frame.ts'))
    const ours = { url: 'app://campaign-desk/', parent: null }
    const strangers = [{ url: 'https://example.com/', parent: null }, { url: 'app://campaign-desk/', parent: {} }, null]
    for (const [senderFrame, place] of [...strangers.map((it) => [it, 'workspace']), [ours, 'elsewhere'], [ours, null]]) {
      let closed = false
      const port = new PagePort(
        () => {},
        () => {
          closed = true
        },
      )
      electron.ipcMain.emit('engine:connect', { ports: [port], senderFrame }, place)
      expect(closed).toBe(true)
    }
  })

  await test.step('quitting ends the engine and gives the folder back', async () => {
    const folder = join(data, 'workspaces/my-workspace')
    expect(JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8'))).toMatchObject({ host: 'desktop', pid: process.pid })
    await desktop.quit()
    expect(existsSync(join(folder, 'owner.json'))).toBe(false)
    removeFolder(data)
  })
})
