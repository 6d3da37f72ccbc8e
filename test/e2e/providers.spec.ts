import { expect, type Page, test } from '@playwright/test'
import { type FakeClay, startClay } from '../fakes/clay.ts'
import { type FakeInfluencersClub, startInfluencersClub } from '../fakes/influencers-club.ts'
import { fault } from '../fakes/stub.ts'
import { type PageHost, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, picture } from './pages/accessible.ts'
import { providersPage } from './pages/providers.ts'
import { settingsPage } from './pages/settings.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 20_000 })

const german = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'

let host: PageHost
let club: FakeInfluencersClub
let clay: FakeClay
let page: Page
let providers: ReturnType<typeof providersPage>
let complaints: string[]

interface Provider {
  kind: string
  connected: boolean
  problem: string
  hasWebhookToken: boolean
  clay: { routineId: string; inputs: { name: string; field: string }[]; emailOutput: string; firstNameOutput: string; webhookUrl: string }
}

async function provider(kind: 'influencers_club' | 'clay'): Promise<Provider> {
  const found = (await host.api<Provider[]>('GET', '/providers')).find((one) => one.kind === kind)
  if (!found) throw new Error(`${kind} is not listed`)
  return found
}

test.beforeAll(async ({ browser }) => {
  club = await startInfluencersClub({ millicreditsLeft: 99_500 })
  clay = await startClay()
  host = await startPageHost({ environment: { CAMPAIGN_DESK_INFLUENCERS_CLUB_URL: club.url, CAMPAIGN_DESK_CLAY_URL: clay.url } })
  await host.api('PUT', '/workspace', { name: 'Studio North', zone: 'Europe/Berlin' })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  providers = providersPage(page)
  await page.goto(host.pageUrl())
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
  await Promise.all([club?.close(), clay?.close()])
})

test('the settings lead there, and say how each is', async () => {
  const settings = settingsPage(page)
  await settings.open()
  await settings.part('People and addresses').click()
  await expect(page.getByRole('main')).toContainText(/Influencers Club\s*Not connected/)
  await expectAccessible(page, 'settings-people')
  await page.getByRole('link', { name: 'Keys and settings' }).click()
  await expect(providers.heading).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings' })).toHaveAttribute(
    'aria-current',
    'page',
  )
  await expectAccessible(page, 'providers-empty')
  await expectNoSidewaysScroll(page)
})

test('a key is checked before it is kept, by keyboard alone', async () => {
  await providers.connectByPalette('Influencers Club')
  await expect(providers.key('Influencers Club')).toBeFocused()
  await expect(providers.key('Influencers Club')).toHaveAttribute('type', 'password')
  await page.keyboard.type('no key of theirs')
  await page.keyboard.press('Enter')
  await expect(providers.problem('Influencers Club')).toBeVisible()
  await expect(providers.key('Influencers Club')).toHaveValue('no key of theirs')
  expect((await provider('influencers_club')).connected).toBe(false)
  await expectAccessible(page, 'providers-wrong-key')
  await providers.key('Influencers Club').fill(club.key)
  await page.keyboard.press('Enter')
  await expect(providers.card('Influencers Club')).toContainText('Connected')
  await expect(providers.card('Influencers Club')).toContainText('99.5')
  await expect(providers.card('Influencers Club')).toContainText(/Checked\s*today/)
  expect(club.charges).toEqual([])
})

test('what is wrong is said in words, and checked again', async () => {
  club.faults.add('credits', fault.badKey())
  await providers.check('Influencers Club').click()
  await expect(providers.problem('Influencers Club')).toBeVisible()
  await expect(providers.card('Influencers Club')).toContainText('Needs you')
  await expectAccessible(page, 'providers-problem')
  await providers.check('Influencers Club').first().click()
  await expect(providers.card('Influencers Club')).not.toContainText('Needs you')
  await providers.otherKey('Influencers Club').click()
  await expect(providers.key('Influencers Club')).toBeFocused()
  await page.getByRole('button', { name: 'Keep the old one' }).click()
  await expect(providers.key('Influencers Club')).toBeHidden()
})

test('Clay is connected, and its routine told what it is given', async () => {
  await providers.connectByPalette('Clay')
  await expect(providers.key('Clay')).toBeFocused()
  await page.keyboard.type(clay.key)
  await page.keyboard.press('Enter')
  await expect(providers.card('Clay')).toContainText('Ana Roe')
  await expect(providers.runOnce).toBeHidden()
  await providers.routineId.fill(clay.routineId)
  await providers.inputField(2).selectOption('Handle')
  await providers.addInput.click()
  await expect(providers.inputName(3)).toBeFocused()
  await page.keyboard.type(`Link ${german}`)
  await providers.inputField(3).selectOption('Address of the profile')
  await providers.addInput.click()
  await providers.takeOutInput(4).click()
  await expect(providers.inputName(3)).toBeFocused()
  await expectAccessible(page, 'providers-clay')
  await expectNoSidewaysScroll(page)
  await providers.saveRoutine.click()
  await expect(providers.saveRoutine).toBeHidden()
  await expect
    .poll(async () => (await provider('clay')).clay)
    .toMatchObject({
      routineId: clay.routineId,
      inputs: [
        { name: 'Full Name', field: 'fullName' },
        { name: 'Profile URL', field: 'handle' },
        { name: `Link ${german}`, field: 'profileUrl' },
      ],
    })
})

test('it is tested on one person, and what came back becomes the address with a click', async () => {
  clay.world.answer = () => ({ values: { 'Work Email': 'ana@roe.example', Vorname: 'Ana', [german]: german } })
  await providers.handle.fill('@espresso.ana')
  await providers.fullName.fill('Ana Roe')
  await providers.runOnce.click()
  await expect(providers.cameBack).toContainText('Work Email', { timeout: 30_000 })
  expect(clay.charges.map(({ inputs }) => inputs['Full Name'])).toEqual(['Ana Roe'])
  await expect(providers.routine).toContainText('No address under the key that is chosen.')
  await providers.use('Work Email', 'Address').click()
  await expect(providers.routine).toContainText('The address is ana@roe.example.')
  await expect(providers.use('Work Email', 'Address')).toHaveAttribute('aria-pressed', 'true')
  await expect(providers.output('Address')).toHaveValue('Work Email')
  await providers.use('Vorname', 'First name').click()
  await expect.poll(async () => (await provider('clay')).clay).toMatchObject({ emailOutput: 'Work Email', firstNameOutput: 'Vorname' })
  expect(clay.charges).toHaveLength(1)
  await providers.cameBack.scrollIntoViewIfNeeded()
  await expectAccessible(page, 'providers-result')
  await expectNoSidewaysScroll(page)
})

test('a table is set up by its webhook, and its token never comes back', async () => {
  await providers.webhook.fill(clay.webhookUrl)
  await providers.token.fill('a secret of the table')
  await expect(providers.table).toContainText('50,000 rows in its whole life and 10 a second')
  await providers.saveTable.click()
  await expect(providers.saveTable).toBeHidden()
  expect(await provider('clay')).toMatchObject({ hasWebhookToken: true, clay: { webhookUrl: clay.webhookUrl, emailOutput: 'Work Email' } })
  await expect(providers.token).toHaveValue('')
  await providers.removeToken.click()
  await expect(providers.removeToken).toBeHidden()
  expect((await provider('clay')).hasWebhookToken).toBe(false)
})

test('everything has its place at 4K', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 })
  const box = await page.getByRole('main').boundingBox()
  expect(box?.width).toBeLessThanOrEqual(1600)
  await picture(page, 'providers-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('before it is disconnected, the campaigns that would go without are named', async () => {
  await host.api('POST', '/campaigns', { name: `Kaffee ${german}`, audience: 'discovery' })
  await host.api('POST', '/campaigns', { name: 'Only a test', audience: 'discovery', testMode: true })
  await host.api('POST', '/campaigns', { name: 'By hand' })
  await providers.disconnect('Influencers Club').click()
  await expect(providers.dialog).toContainText(`Kaffee ${german}`)
  await expect(providers.dialog).not.toContainText('Only a test')
  await expect(providers.dialog).not.toContainText('By hand')
  await expectAccessible(page, 'providers-disconnect')
  await page.keyboard.press('Escape')
  await expect(providers.disconnect('Influencers Club')).toBeFocused()
  await providers.disconnect('Influencers Club').click()
  await providers.inDialog('Disconnect Influencers Club').click()
  await expect(providers.dialog).toBeHidden()
  await expect(providers.card('Influencers Club')).toContainText('Not connected')
  expect((await provider('influencers_club')).connected).toBe(false)
})

test('people whom any campaign wrote to lately can be left out', async () => {
  const settings = settingsPage(page)
  await settings.open()
  await page.getByRole('textbox', { name: /^Leave out people/ }).fill('90')
  await settings.save.click()
  await expect(settings.save).toBeHidden()
  await expect.poll(() => host.api('GET', '/workspace')).toMatchObject({ leaveOutDays: 90 })
  await page.getByRole('textbox', { name: /^Leave out people/ }).fill('')
  await settings.save.click()
  await expect(settings.save).toBeHidden()
  await expect.poll(() => host.api('GET', '/workspace')).toMatchObject({ leaveOutDays: null })
  expect(complaints).toEqual([])
})
