import { expect, type Page, test } from '@playwright/test'
import { type PageHost, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints } from './pages/accessible.ts'
import { settingsPage } from './pages/settings.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

const german = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'
let host: PageHost
let page: Page
let complaints: string[]
let settings: ReturnType<typeof settingsPage>

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  await host.api('PUT', '/workspace', { name: 'Studio North', zone: 'Europe/Berlin' })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  settings = settingsPage(page)
  await page.goto(host.pageUrl())
  await settings.open()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

const workspace = () => host.api<Record<string, unknown>>('GET', '/workspace')

test('the workspace is changed as a whole, or taken back', async () => {
  await expect(settings.name).toHaveValue('Studio North')
  await expect(settings.save).toBeHidden()
  await settings.name.fill('Something else')
  await settings.takeBack.click()
  await expect(settings.name).toHaveValue('Studio North')
  await settings.name.fill(german)
  await settings.zone.click()
  await settings.zone.fill('new york')
  await expect(settings.zoneChoice('America/New York')).toBeVisible()
  await settings.zone.fill('kolkata')
  await settings.zoneChoice('Asia/Kolkata').click()
  await settings.postalAddress.fill('1 High Street\nNorthtown')
  await settings.credits.fill('350')
  await settings.save.click()
  await expect(settings.save).toBeHidden()
  expect(await workspace()).toMatchObject({
    name: german,
    postalAddress: '1 High Street\nNorthtown',
    dailyCredits: 350,
    zone: 'Asia/Kolkata',
  })
  await expect(page.getByTestId('workspace')).toContainText(german)
  await expectNoSidewaysScroll(page)
  await expectAccessible(page, 'settings-workspace')
})

test('what changes elsewhere appears, and does not undo what is being typed', async () => {
  await settings.postalAddress.fill('2 High Street')
  await host.api('PUT', '/workspace', { name: 'Studio South' })
  await expect(settings.name).toHaveValue('Studio South')
  await expect(settings.postalAddress).toHaveValue('2 High Street')
  await settings.save.click()
  await expect(settings.save).toBeHidden()
  expect(await workspace()).toMatchObject({ name: 'Studio South', postalAddress: '2 High Street' })
})

test('bad input is refused in words and changes nothing', async () => {
  await settings.name.fill('   ')
  await settings.save.click()
  await expect(page.getByRole('alert')).toContainText('name')
  expect(await workspace()).toMatchObject({ name: 'Studio South' })
  await settings.takeBack.click()
})

test('what is typed while the rest is being saved stays, and can be saved next', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/api/workspace', async (route) => {
    if (route.request().method() !== 'GET') await held
    await route.continue()
  })
  const saving = page.getByRole('button', { name: 'Saving' })
  await settings.name.fill('Studio East')
  await settings.save.click()
  await expect(saving).toBeVisible()
  await settings.postalAddress.fill('3 High Street')
  release()
  await expect(saving).toBeHidden()
  expect(await workspace()).toMatchObject({ name: 'Studio East', postalAddress: '2 High Street' })
  await expect(settings.postalAddress).toHaveValue('3 High Street')
  await settings.save.click()
  await expect(settings.save).toBeHidden()
  expect(await workspace()).toMatchObject({ name: 'Studio East', postalAddress: '3 High Street' })
  await page.unroute('**/api/workspace')
})

test('light and dark are chosen by keyboard, and remembered', async () => {
  await settings.part('Appearance').focus()
  await page.keyboard.press('Enter')
  await settings.scheme('Light').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await expect(settings.scheme('Dark')).toBeChecked()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await expect(settings.scheme('Dark')).toBeChecked()
  await page.keyboard.press('Tab')
  await settings.scheme('As the system').check()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
  await expectAccessible(page, 'settings-appearance')
})

test('in a browser there is nothing of a desktop', async () => {
  await expect(settings.parts).toHaveText(['Workspace', 'People and addresses', 'This computer', 'Appearance', 'About'])
  await settings.part('This computer').click()
  await expect(page.getByText('Passwords', { exact: true })).toBeVisible()
  await expect(page.getByText('Data', { exact: true })).toBeVisible()
  await expect(page.getByRole('switch')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Open the logs' })).toBeHidden()
  await expectAccessible(page, 'settings-computer')
  await settings.part('About').click()
  await expect(page.getByText('Headless, on')).toBeVisible()
  await page.setViewportSize({ width: 3840, height: 2160 })
  const box = await page.getByRole('region', { name: 'About' }).boundingBox()
  expect(box?.width).toBeLessThanOrEqual(1600)
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('on a desktop there is what a desktop can do', async () => {
  // The desktop's own host answers these; here its answers are given for it.
  const preferences = { startAtLogin: false, keepRunning: true, notifyReplies: true, notifyProblems: true, checkForUpdates: true }
  const secretsMessage = 'This system keeps no key of its own: whoever can read your files can read these passwords. Install a keyring.'
  const info = { kind: 'desktop', version: '1.2.3', platform: 'linux', dataFolder: `/home/ana/${german}`, logFolder: '/home/ana/log' }
  const update = {
    state: 'available',
    version: '1.3.0',
    percent: null,
    message: 'Version 1.3.0 is there.',
    checkedAt: new Date().toISOString(),
  }
  await page.route('**/api/host', (route) => route.fulfill({ json: { ...info, secrets: 'weak', secretsMessage } }))
  await page.route('**/api/host/preferences', (route) => {
    Object.assign(preferences, route.request().postDataJSON())
    return route.fulfill({ json: preferences })
  })
  await page.route('**/api/host/update', (route) => route.fulfill({ json: update }))
  await page.route('**/api/host/update/download', (route) =>
    route.fulfill({ json: { ...update, state: 'ready', message: 'Version 1.3.0 is ready.' } }),
  )
  await page.reload()
  await settings.part('This computer').click()
  await expect(page.getByText(secretsMessage)).toBeVisible()
  await settings.choice('Start when you sign in to this computer').press('Space')
  await expect(settings.choice('Start when you sign in to this computer')).toBeChecked()
  expect(preferences).toMatchObject({ startAtLogin: true, keepRunning: true })
  await expect(page.getByRole('button', { name: 'Open the logs' })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page, 'settings-desktop')
  await settings.part('Updates').click()
  await page.getByRole('button', { name: 'Download 1.3.0' }).click()
  await expect(page.getByRole('button', { name: 'Install and restart' })).toBeVisible()
  await expectAccessible(page, 'settings-updates')
})

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([])
})
