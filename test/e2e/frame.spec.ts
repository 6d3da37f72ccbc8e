import { expect, type Locator, type Page, test } from '@playwright/test'
import { answerTo } from './letters.ts'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, shownText } from './pages/accessible.ts'
import { builderPage } from './pages/builder.ts'
import { frameOf } from './pages/frame.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 10_000 })

let host: PageHost
let seeded: Seed
let page: Page
let frame: ReturnType<typeof frameOf>
let complaints: string[] = []

const german = 'Kraftfahrzeughaftpflichtversicherungsgesellschaftsverzeichnis'

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  seeded = await seed(host)
  await host.api('POST', `/campaigns/${seeded.campaignId}/activate`)
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(4)
  const sent = host.smtp.received.find((mail) => mail.to.includes('radia@perlman.example'))
  if (!sent) throw new Error('Radia got nothing')
  const letter = {
    from: 'Radia Perlman <radia@perlman.example>',
    to: host.dovecot.user,
    messageId: 'frame@perlman.example',
    text: 'Tell me more.',
  }
  await host.dovecot.deliver(answerTo(sent, letter))
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  frame = frameOf(page)
  await page.goto(host.pageUrl())
  await expect(frame.unread).toContainText('1', { timeout: 15_000 })
})

test.afterAll(async () => {
  await host?.close()
})

test('each page has its keys, from anywhere', async () => {
  const places = { c: 'Campaigns', p: 'Contacts', i: 'Inbox', m: 'Mailboxes', r: 'Credits', s: 'Settings', t: 'Today' }
  for (const [key, title] of Object.entries(places)) {
    await frame.goByKey(key)
    await expect(frame.heading).toHaveText(title)
    await expect(page).toHaveTitle(`${title} · Campaign Desk`)
  }
})

test('the palette finds a page, a campaign, a person and a conversation, by keyboard alone', async () => {
  await frame.find('go to camp', /Go to Campaigns/)
  await expect(frame.heading).toHaveText('Campaigns')
  await frame.find('autumn', /Autumn outreach/)
  await expect(page).toHaveURL(new RegExp(`#/campaigns/${seeded.campaignId}$`))
  await frame.find('hopper', /grace@hopper\.example/)
  await expect(page.getByTestId('contact')).toHaveAccessibleName('Grace Hopper')
  await frame.find('radia', /Inbox.*Radia Perlman/)
  await expect(page.getByTestId('thread')).toContainText('Tell me more.')
})

test('what is typed elsewhere is text, and no command', async () => {
  await frame.goByKey('p')
  const search = page.getByRole('textbox', { name: 'Search contacts' })
  await expect(search).toBeVisible()
  await page.keyboard.press('/')
  await expect(search).toBeFocused()
  await page.keyboard.type('gi?')
  await expect(search).toHaveValue('gi?')
  await expect(frame.heading).toHaveText('Contacts')
  await search.fill('')
})

test('closed, the palette gives the focus back; it says where nothing is found', async () => {
  await frame.search.focus()
  await page.keyboard.press('Enter')
  await expect(frame.paletteInput).toBeFocused()
  await page.keyboard.type('xyzzy nobody')
  await expect(frame.palette).toContainText('Nothing is called so.')
  await expectAccessible(page, 'palette-nothing')
  await page.keyboard.press('Escape')
  await expect(frame.palette).toBeHidden()
  await expect(frame.search).toBeFocused()
})

test('? shows every key that does something here', async () => {
  await frame.search.blur()
  await page.keyboard.press('?')
  for (const words of ['Search and commands', 'Go to Today', 'Go to Contacts', 'Show why messages wait']) {
    await expect(frame.keys).toContainText(words)
  }
  await expect(frame.keys).toContainText('g then t')
  await expectAccessible(page, 'keys')
  await page.keyboard.press('Escape')
  await expect(frame.keys).toBeHidden()
})

test('long names break neither the frame nor the palette, at 1280 and at 4K', async () => {
  await host.api('PUT', '/workspace', { name: `${german} ${german}` })
  await host.api('PUT', `/campaigns/${seeded.campaignId}`, { name: `${german} ${german}` })
  await expect(page.getByTestId('workspace')).toContainText(german)
  await expectNoSidewaysScroll(page)
  await frame.lookFor('kraftfahr')
  await expect(frame.finds.filter({ hasText: german })).toBeVisible()
  await expectAccessible(page, 'palette-long')
  await page.keyboard.press('Escape')
  await expect(frame.palette).toBeHidden()
  await page.setViewportSize({ width: 3840, height: 2160 })
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 1280, height: 720 })
})

const byEnter = (opener: Locator) => opener.press('Enter')
/** What is drawn over a page, each with where it opens and by what. */
const overlays: [name: string, where: () => string, opener: () => Locator, open: (opener: Locator) => Promise<void>][] = [
  ['menu-workspace', () => '/campaigns', () => page.getByTestId('workspace'), byEnter],
  ['menu-new-campaign', () => '/campaigns', () => page.getByRole('button', { name: 'New campaign' }), byEnter],
  ['popover-columns', () => '/contacts', () => page.getByRole('button', { name: 'Columns' }), byEnter],
  ['menu-campaign', () => `/campaigns/${seeded.campaignId}`, () => page.getByRole('button', { name: 'More for this campaign' }), byEnter],
  ['list-zones', () => '/settings', () => page.getByRole('combobox', { name: 'Time zone' }), (zones) => zones.fill('australia')],
]
for (const [name, where, opener, open] of overlays) {
  test(`what opens over a page is accessible as the page is, and gives the focus back: ${name}`, async () => {
    await page.evaluate((hash) => {
      location.hash = hash
    }, where())
    await open(opener())
    await expect(opener()).toHaveAttribute('aria-expanded', 'true')
    await expectAccessible(page, name)
    await page.keyboard.press('Escape')
    await expect(opener()).toHaveAttribute('aria-expanded', 'false')
    await expect(opener()).toBeFocused()
  })
}

test('an address that leads nowhere says so, and the way back is on the left', async () => {
  await page.evaluate(() => {
    location.hash = '/no/such/page'
  })
  await expect(page.getByRole('main')).toContainText('There is no such page')
  await frame.goTo('Today')
  await expect(frame.heading).toHaveText('Today')
})

test('the sandbox bar: its clock stands still and runs, it begins anew, and it is left', async () => {
  await page.getByTestId('workspace').click()
  await page.getByRole('menuitem', { name: 'Sandbox' }).click()
  await expect(frame.sandboxBar).toContainText('nothing leaves this machine')
  await expectAccessible(page, 'sandbox-bar')
  await expectNoSidewaysScroll(page)
  const pace = async () => (await host.api<{ pace: number }>('GET', '/sandbox')).pace
  await frame.pace('Fast').focus()
  await page.keyboard.press('ArrowRight')
  await expect(frame.pace('Faster')).toBeChecked()
  await expect.poll(pace).toBe(3600)
  await frame.paceLabel('Stand still').click()
  await expect.poll(pace).toBe(0)
  // While nothing is to come, its clock goes as ours does: something has to be on its way.
  await frame.goTo('Campaigns')
  await page
    .getByRole('row', { name: /Try me: a friendly hello/ })
    .getByRole('link', { name: /Activate/ })
    .click()
  const builder = builderPage(page)
  await builder.activate.click()
  await builder.inDialog(/^Activate/).click()
  await expect(page).toHaveURL(/sandbox\/campaigns\/\d+$/)
  await frame.goTo('Campaigns')
  await expect(page.getByRole('row', { name: /Try me: a friendly hello/ })).toContainText('Active')
  const clock = () => shownText(frame.sandboxBar.getByRole('paragraph'))
  const stopped = await clock()
  await frame.paceLabel('Faster').click()
  await expect.poll(pace).toBe(3600)
  await expect.poll(clock, { timeout: 20_000 }).not.toBe(stopped)
  await frame.startOver.click()
  await expect(page.getByRole('row', { name: /Try me: a friendly hello/ })).toContainText('Draft')
  await frame.leaveSandbox.click()
  await expect(frame.sandboxBar).toBeHidden()
  await expect(page.getByTestId('workspace')).toContainText(german)
})

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([])
})

test('a page that fails to draw itself leaves the frame, says so, and is shown again', async () => {
  // An answer in another shape than agreed, as a mistake of ours would make one.
  await page.route('**/api/credits/days*', (route) => route.fulfill({ json: { not: 'a list' } }))
  await frame.goTo('Credits')
  await expect(page.getByRole('heading', { name: 'This page failed' })).toBeVisible()
  await expectAccessible(page, 'failed page')
  await frame.goTo('Today')
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible()
  await frame.goTo('Credits')
  await expect(page.getByRole('heading', { name: 'This page failed' })).toBeVisible()
  await page.unroute('**/api/credits/days*')
  await page.getByRole('button', { name: 'Show it again' }).click()
  await expect(page.getByRole('heading', { name: 'Credits' })).toBeVisible()
})
