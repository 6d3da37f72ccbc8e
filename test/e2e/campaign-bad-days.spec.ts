import { expect, type Page, test } from '@playwright/test'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { listenForComplaints, picture } from './pages/accessible.ts'
import { campaignPage } from './pages/campaign.ts'
import { campaignsPage } from './pages/campaigns.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

/** The event stream alone. */
const stream = /\/api\/events(\?|$)/

let host: PageHost
let seeded: Seed
let page: Page
let complaints: string[]
let campaign: ReturnType<typeof campaignPage>
let list: ReturnType<typeof campaignsPage>

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  seeded = await seed(host)
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  campaign = campaignPage(page)
  list = campaignsPage(page)
  await page.goto(host.pageUrl())
  await list.goTo()
  await expect(list.row(/Autumn/)).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

test('the engine is busy for seconds: the page goes on, says that it waits, and then shows all', async () => {
  const thaw = host.freeze()
  await list.opener('Autumn outreach').click()
  // The page itself does not wait: its frame is there, and so is the way on.
  await expect(page.getByText('Still waiting for Campaign Desk').first()).toBeVisible()
  await picture(page, 'engine-busy')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  thaw()
  await expect(campaign.heading('Autumn outreach')).toBeVisible()
  await expect(campaign.panel('Plan by day')).toContainText('8 messages')
  await expect(page.getByText('Still waiting for Campaign Desk')).toHaveCount(0)
  await expect(campaign.connectionLost).toBeHidden()
})

test('the event stream is cut and comes back: a banner meanwhile, then the exact numbers', async () => {
  await campaign.tab('Recipients').click()
  await expect(campaign.chip('All 4')).toBeVisible()
  // The stream alone is cut: the engine goes on, and other calls would be answered.
  await page.route(stream, (route) => route.abort())
  await host.stop()
  await host.start()
  await expect(campaign.connectionLost).toBeVisible()
  await expect(campaign.connectionLost).toContainText('What you see may be out of date')
  for (let number = 0; number < 30; number++) {
    await host.api('POST', '/contacts', { email: `late${number}@example.net`, firstName: 'Late', lastName: `Comer ${number}` })
  }
  await host.api('POST', `/campaigns/${seeded.campaignId}/recipients`, { all: true })
  await picture(page, 'stream-cut')
  await page.unroute(stream)
  // It tries by itself as well: then there is nothing left to press, and the new number is there.
  await page.getByRole('button', { name: 'Try now' }).or(campaign.chip('All 34')).first().click()
  await expect(campaign.connectionLost).toBeHidden({ timeout: 30_000 })
  await expect(campaign.chip('All 34')).toBeVisible()
  await expect(campaign.tab('Recipients')).toContainText('34')
  await expect(campaign.recipients).toHaveAttribute('aria-rowcount', '35')
})

test('deleted in another window while a question is open: nothing is done, and the page says so', async () => {
  await campaign.menu.click()
  await campaign.item(/Delete/).click()
  await host.api('DELETE', `/campaigns/${seeded.campaignId}`)
  await expect(page.getByRole('status').filter({ hasText: '“Autumn outreach” was deleted' })).toBeVisible()
  await campaign.back.click()
  await expect(page.getByRole('region', { name: 'No campaigns yet' })).toBeVisible()
})

test('an address of a campaign that never was leads back too', async () => {
  for (const path of ['999999', 'abc', '0', '1e9']) {
    await page.evaluate((to) => {
      location.hash = `/campaigns/${to}`
    }, path)
    await expect(page.getByText('There is no such campaign')).toBeVisible()
    await list.goTo()
    await expect(page.getByText('There is no such campaign')).toBeHidden()
  }
  await page.goBack()
  await campaign.back.click()
  await expect(page.getByRole('heading', { level: 1, name: 'Campaigns' })).toBeVisible()
  expect(complaints).toEqual([])
})
