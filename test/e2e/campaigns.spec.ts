import { expect, type Page, test } from '@playwright/test'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, picture } from './pages/accessible.ts'
import { campaignPage } from './pages/campaign.ts'
import { campaignsPage } from './pages/campaigns.ts'
import { frameOf } from './pages/frame.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

const german = 'Rechtsschutzversicherungsgesellschaften und Donaudampfschifffahrtsgesellschaften in Nordrhein-Westfalen'
const hostile = '<img src=x onerror=alert(1)> {{7*7}} \u202Egnp.exe'

let host: PageHost
let seeded: Seed
let page: Page
let complaints: string[]
let list: ReturnType<typeof campaignsPage>

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  list = campaignsPage(page)
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

const autumn = () => list.row(/Autumn outreach/)

test('without a campaign there are two ways to begin; the token is gone from the address', async () => {
  await list.goTo()
  const first = page.getByRole('region', { name: 'No campaigns yet' })
  await expect(first.getByRole('heading')).toHaveText(['Try it with the sandbox', 'Connect your mailbox'])
  await expect(first.getByRole('link', { name: 'Connect a mailbox' })).toHaveAttribute('href', '#/mailboxes/new')
  expect(page.url()).not.toContain('token')
  await expectAccessible(page, 'campaigns-none')
})

test('the sandbox is one click away, with a campaign that waits there', async () => {
  await page.getByRole('button', { name: 'Open the sandbox' }).click()
  await expect.poll(() => page.url(), { timeout: 30_000 }).toMatch(/#\/sandbox\/campaigns\/\d+\/build\/review$/)
  await list.goTo()
  await expect(list.rows()).toHaveCount(3)
  await expect(list.rows().nth(1)).toContainText('Draft')
  await picture(page, 'campaigns-sandbox')
  await frameOf(page).leaveSandbox.click()
  await expect(frameOf(page).sandboxBar).toBeHidden()
  await list.goTo()
  await expect(page.getByRole('region', { name: 'No campaigns yet' })).toBeVisible()
})

test('what is made through the API appears by itself, the newest first', async () => {
  seeded = await seed(host)
  await expect(page.getByText('Studio North')).toBeVisible()
  await expect(autumn()).toContainText('Draft')
  await expect(list.progress(/Autumn/)).toHaveText('0 of 4')
  await host.api('POST', '/campaigns', { name: german })
  await expect(list.rows()).toHaveCount(3)
  await expect(list.rows().nth(1)).toContainText(german)
  await host.api('PUT', '/workspace', { name: 'Studio South' })
  await expect(page.getByText('Studio South')).toBeVisible()
  await host.api('PUT', '/credits', { limit: 150 })
  await expect(page.getByRole('link', { name: /credits/i }).filter({ hasText: '0 / 150' })).toBeVisible()
})

test('a draft is activated where its plan is read', async () => {
  await expect(list.quickLink('Activate', 'Autumn outreach')).toHaveAttribute('href', `#/campaigns/${seeded.campaignId}/build/review`)
  await host.api('POST', `/campaigns/${seeded.campaignId}/activate`)
  await expect(autumn()).toContainText('Active')
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(4)
  await expect(list.today(/Autumn/)).toContainText('4 sent, 0 replies')
  await expect(campaignPage(page).creditsUsed).toHaveText('4')
})

test('an answer shows in today and in the reply rate', async () => {
  await answer('grace@hopper.example', 'Very well, let us talk.')
  await expect(list.today(/Autumn/)).toContainText('1 reply', { timeout: 30_000 })
  await expect(list.replyRate(/Autumn/)).toHaveText('25%')
  await expect(list.progress(/Autumn/)).toHaveText('1 of 4')
})

test('pause is done at once and taken back by its toast; resume asks', async () => {
  await autumn().hover()
  await list.quick('Pause', 'Autumn outreach').click()
  await expect(autumn()).toContainText('Paused')
  await list.undo.click()
  await expect(autumn()).toContainText('Active')
  await list.quick('Pause', 'Autumn outreach').click()
  await expect(autumn()).toContainText('Paused')
  await list.quick('Resume', 'Autumn outreach').click()
  await expect(list.dialog).toContainText('3 planned messages may leave again')
  await expectAccessible(page, 'campaigns-resume')
  await list.dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(autumn()).toContainText('Paused')
  await expect(list.quick('Resume', 'Autumn outreach')).toBeFocused()
  await list.quick('Resume', 'Autumn outreach').click()
  await list.dialog.getByRole('button', { name: 'Resume' }).click()
  await expect(autumn()).toContainText('Active')
})

test('delete names what goes, and only a draft or an ended campaign can be', async () => {
  await list.more('Autumn outreach').click()
  await expect(list.item('Duplicate')).toBeVisible()
  await expect(list.item(/Delete/)).toHaveCount(0)
  await page.keyboard.press('Escape')
  const copy = await host.api('POST', `/campaigns/${seeded.campaignId}/duplicate`)
  await expect(list.row(/Autumn outreach \(copy\)/)).toBeVisible()
  await list.more('Autumn outreach (copy)').click()
  await list.item(/Delete/).click()
  await expect(list.dialog).toContainText('list of 0 people')
  await list.dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(list.row(/\(copy\)/)).toHaveCount(0)
  await expect(host.api('GET', `/campaigns/${copy.id}`)).rejects.toThrow('404')
})

test('chips with exact counts and the search narrow the list', async () => {
  await host.api('POST', '/campaigns', { name: hostile })
  await list.chip('Draft 2').click()
  await expect(list.rows()).toHaveCount(3)
  await expect(list.row(/onerror/)).toContainText(hostile)
  await expect(page.locator('img')).toHaveCount(0)
  await page.keyboard.press('/')
  await expect(list.search).toBeFocused()
  await page.keyboard.type('donau')
  await expect(list.rows()).toHaveCount(2)
  await expect(list.chip('All 1')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(list.search).toHaveValue('')
  await list.chip('Draft 2').click()
  await expect(list.rows()).toHaveCount(4)
  await expectAccessible(page, 'campaigns')
  await expectNoSidewaysScroll(page)
})

test('by keyboard alone: to a row, its quick action, the next row, and into the campaign', async () => {
  const top = list.opener(hostile)
  await page.locator('body').press('Home')
  for (let i = 0; i < 60 && !(await top.evaluate((button) => button === document.activeElement)); i++) await page.keyboard.press('Tab')
  await expect(top).toBeFocused()
  await page.keyboard.press('End')
  await expect(list.opener('Autumn outreach')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(list.quick('Pause', 'Autumn outreach')).toBeFocused()
  await expect(list.quick('Pause', 'Autumn outreach')).toBeInViewport()
  await picture(page, 'campaigns-keyboard')
  await page.keyboard.press('Enter')
  await expect(autumn()).toContainText('Paused')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(campaignPage(page).heading('Autumn outreach')).toBeVisible()
  await frameOf(page).goByKey('c')
  await expect(list.table).toBeVisible()
  await host.api('POST', `/campaigns/${seeded.campaignId}/resume`)
})

test('the pill tells why, and can stop all sending', async () => {
  const { pill, why } = campaignPage(page)
  await pill.click()
  await expect(why.getByRole('listitem').first()).toBeVisible()
  await expectAccessible(page, 'why')
  await why.getByRole('button', { name: 'Pause all sending' }).click()
  await expect(pill).toContainText('Paused by you')
  await why.getByRole('button', { name: 'Resume sending' }).click()
  await expect(pill).not.toContainText('Paused by you')
  await page.keyboard.press('Escape')
  await expect(why).toBeHidden()
})

test('at 4K lines stay short enough to read', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 })
  const box = await list.table.boundingBox()
  expect(box?.width).toBeLessThanOrEqual(1600)
  await picture(page, 'campaigns-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('a new campaign opens in the builder', async () => {
  await list.newCampaign.click()
  await list.kind('People you choose').click()
  await expect.poll(() => page.url()).toMatch(/#\/campaigns\/\d+\/build\/audience$/)
  expect(complaints).toEqual([])
})

async function answer(from: string, text: string): Promise<void> {
  const sent = host.smtp.received.find((mail) => mail.to.includes(from))
  expect(sent).toBeDefined()
  await host.dovecot.deliver(
    [
      `From: ${from}`,
      `To: ${host.dovecot.user}`,
      `Subject: Re: ${sent?.subject}`,
      `Message-ID: <answer-${from}>`,
      `In-Reply-To: ${sent?.messageId}`,
      `References: ${sent?.messageId}`,
      `Date: ${new Date().toUTCString()}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      '',
    ].join('\n'),
  )
}
