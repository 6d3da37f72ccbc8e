import { expect, type Page, test } from '@playwright/test'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints } from './pages/accessible.ts'
import { creditsPage } from './pages/credits.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

const german = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'
let host: PageHost
let seeded: Seed
let page: Page
let complaints: string[]
let credits: ReturnType<typeof creditsPage>

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  seeded = await seed(host)
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  credits = creditsPage(page)
  await page.goto(host.pageUrl())
  await credits.open()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

test('before anything was sent it says what a credit is for', async () => {
  await expect(page.getByText('No credit was used yet')).toBeVisible()
  await expect(credits.figures).toHaveText(/Plan\s*200 a day/)
  await expect(credits.days).toHaveCount(30)
  await expectAccessible(page, 'credits-empty')
})

test('each message that leaves appears by itself, with the person and the campaign', async () => {
  await host.api('PUT', `/campaigns/${seeded.campaignId}`, { name: german })
  await host.api('POST', `/campaigns/${seeded.campaignId}/activate`)
  await expect(credits.ledger).toHaveCount(seeded.emails.length, { timeout: 30_000 })
  await expect(credits.entry(/Ada Lovelace/)).toContainText(german)
  await expect(credits.entry(/Ada Lovelace/)).toContainText('Message sent')
  await expect(credits.figures).toHaveText(/Used today\s*4\b/)
  await expect(credits.figures).toHaveText(/Left today\s*196\b/)
  await expectNoSidewaysScroll(page)
  await expectAccessible(page, 'credits')
})

test('a day is chosen by keyboard, and narrows the ledger to it', async () => {
  await credits.days.last().focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Nothing was used on/)).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await expect(credits.ledger).toHaveCount(4)
  await credits.allDays.click()
  await expect(credits.allDays).toBeHidden()
  await expect(credits.ledger).toHaveCount(4)
})

test('the plan is changed only in words that name the number', async () => {
  await credits.change.click()
  await expect(credits.limit).toBeFocused()
  await expect(credits.dialog.getByRole('button', { name: /^Change it/ })).toBeHidden()
  await credits.limit.fill('3')
  await expect(credits.dialog).toContainText('nothing more is sent until midnight')
  await credits.limit.fill('1500')
  await expectAccessible(page, 'credits-plan')
  await credits.dialog.getByRole('button', { name: 'Change it to 1,500 credits a day' }).click()
  await expect(credits.dialog).toBeHidden()
  await expect(credits.change).toBeFocused()
  await expect(credits.figures).toHaveText(/Plan\s*1,500 a day/)
  await expect(credits.figures).toHaveText(/Left today\s*1,496\b/)
})

test('an entry leads to its person, and to its campaign', async () => {
  await credits
    .entry(/Grace Hopper/)
    .getByRole('link', { name: german })
    .click()
  await expect.poll(() => page.url()).toMatch(new RegExp(`#/campaigns/${seeded.campaignId}$`))
  await credits.open()
  await credits
    .entry(/Grace Hopper/)
    .getByRole('button')
    .click()
  await expect.poll(() => page.url()).toContain(`#/campaigns/${seeded.campaignId}/recipients`)
  await credits.open()
  await expect(page.getByRole('heading', { name: 'Credits', exact: true })).toBeVisible()
})

test('the Why panel names each reason, the number and the time, and pauses', async () => {
  await page.getByTestId('engine-pill').click()
  const why = page.getByTestId('why')
  await expect(why.getByRole('listitem')).toContainText(['Not due yet'])
  await expect(why.getByRole('listitem').first()).toContainText('4 messages')
  await expect(why.getByRole('button', { name: 'Pause all sending' })).toBeFocused()
  await expectAccessible(page, 'why')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('engine-pill')).toContainText('Paused by you')
  await why.getByRole('button', { name: 'Resume sending' }).click()
  await expect(page.getByTestId('engine-pill')).not.toContainText('Paused')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('engine-pill')).toBeFocused()
})

test('a reason leads to the place where one can act', async () => {
  await host.api('POST', `/campaigns/${seeded.campaignId}/pause`)
  await page.keyboard.press('w')
  const why = page.getByTestId('why')
  const way = why.getByRole('link', { name: 'Resume it' })
  await expect(way).toHaveAttribute('href', new RegExp(`/campaigns/${seeded.campaignId}/settings$`))
  await way.click()
  await expect(why).toBeHidden()
  await expect.poll(() => page.url()).toContain(`#/campaigns/${seeded.campaignId}/settings`)
})

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([])
})
