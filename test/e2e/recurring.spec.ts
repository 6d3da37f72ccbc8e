import { expect, type Page, test } from '@playwright/test'
import type { Run } from '../../src/shared/schemas/runs.ts'
import { type PageHost, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints } from './pages/accessible.ts'
import { campaignPage } from './pages/campaign.ts'
import { recurringPage } from './pages/recurring.ts'
import { daylight } from './zones.ts'

// One campaign in test mode lives through all of this, in order: the engine itself, with invented people.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 20_000 })

const longName = 'Wiedergewinnungskampagne für Kaffeevollautomatenreinigungsspezialistinnen und -spezialisten'

let host: PageHost
let page: Page
let complaints: string[] = []
let recurring: ReturnType<typeof recurringPage>
let campaign: ReturnType<typeof campaignPage>
let id = 0

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  await seed(host)
  const [mailbox] = await host.api<{ id: number }[]>('GET', '/mailboxes')
  const made = await host.api('POST', '/campaigns', {
    name: longName,
    audience: 'discovery',
    testMode: true,
    mailboxIds: [mailbox?.id],
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: daylight },
    discovery: { criteria: { niche: 'home barista' }, enrichment: ['sandbox'], runs: 3, perRun: 12 },
  })
  id = made.id
  await host.api('POST', `/campaigns/${id}/sequences`, { subject: 'Hello {{handle}}', body: 'Your coffee, {{handle}}.' })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  recurring = recurringPage(page)
  campaign = campaignPage(page)
  await page.goto(host.pageUrl())
  await page.goto(`${new URL(host.pageUrl()).origin}/#/campaigns/${id}`)
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

test('a draft is simulated by the engine itself, and nothing of it stays', async () => {
  await expect(campaign.primaryLink('Review and activate')).toBeVisible()
  await recurring.simulate.click()
  await expect(recurring.simulation).toContainText(/It would be completed on|It would still be running/, { timeout: 45_000 })
  await expect(recurring.simulation.getByRole('img')).toHaveAccessibleName(/30 days|3 days|days: \d+ messages sent/)
  await expectAccessible(page, 'simulation-real')
  await page.keyboard.press('Escape')
  await expect(recurring.simulate).toBeFocused()
  expect(await host.api<{ total: number }>('GET', `/campaigns/${id}/runs`)).toMatchObject({ total: 0 })
  expect(await host.api<{ total: number }>('GET', '/campaigns')).toMatchObject({ total: 2 })
})

test('once it is active its first run finds people, and the page follows to the end of the day', async () => {
  await host.api('POST', `/campaigns/${id}/activate`)
  await expect(recurring.line).toContainText('Run 1 of 3', { timeout: 30_000 })
  await expect(recurring.line).toContainText('Test mode')
  await expect(recurring.plan).toContainText('12 of 12 found', { timeout: 30_000 })
  await expect(recurring.day(/run 1/)).toContainText('12 found')
  await expectAccessible(page, 'recurring-first-run')
  await expectNoSidewaysScroll(page)
  // Nobody real is written to.
  expect(host.smtp.received).toEqual([])
})

test('the day in full says of everybody what became of them', async () => {
  await recurring.day(/run 1/).click()
  await expect(recurring.opened).toContainText('of 12 wanted')
  await expect(recurring.chip('All 12')).toHaveAttribute('aria-pressed', 'true', { timeout: 30_000 })
  await expect(recurring.creators.getByRole('row')).toHaveCount(13)
  await expectAccessible(page, 'recurring-day')
  await page.keyboard.press('Escape')
  await expect(recurring.day(/run 1/)).toBeFocused()
})

test('today names it, and its settings say whom it looks for', async () => {
  await campaign.tab('Settings').click()
  await expect(page.getByText('about “home barista”')).toBeVisible()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Today' }).click()
  await expect(page.getByRole('region', { name: 'Running campaigns' })).toContainText(longName)
  await expectAccessible(page, 'recurring-today')
})

test('in the sandbox days pass in seconds: people are written to, its runs fill the calendar, and it completes', async () => {
  // The sandbox has the same API below an address of its own.
  const there = <T>(method: string, path: string, body?: unknown) => host.api<T>(method, `/../sandbox/api${path}`, body)
  await host.api('POST', '/sandbox/open')
  await host.api('PUT', '/sandbox/pace', { pace: 0 })
  const [mailbox] = await there<{ id: number }[]>('GET', '/mailboxes')
  const made = await there<{ id: number }>('POST', '/campaigns', {
    name: longName,
    audience: 'discovery',
    mailboxIds: [mailbox?.id],
    schedule: { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin' },
    discovery: { criteria: { niche: 'home barista' }, enrichment: ['sandbox'], runs: 3, perRun: 20 },
  })
  await there('POST', `/campaigns/${made.id}/sequences`, { subject: 'Hello {{handle}}', body: 'Your coffee, {{handle}}.' })
  await there('POST', `/campaigns/${made.id}/activate`)
  await page.goto(`${new URL(host.pageUrl()).origin}/#/sandbox/campaigns/${made.id}`)
  await host.api('PUT', '/sandbox/pace', { pace: 14_400 })
  await expect(recurring.line).toContainText(/3 of 3/, { timeout: 60_000 })
  await expect(campaign.header).toContainText('Completed', { timeout: 60_000 })
  await host.api('PUT', '/sandbox/pace', { pace: 0 })
  const { items } = await there<{ items: Run[] }>('GET', `/campaigns/${made.id}/runs`)
  expect(items.filter(({ number }) => number !== null)).toHaveLength(3)
  await expect(recurring.days).toHaveCount(items.length)
  for (const { number, sent } of items) if (number !== null) await expect(recurring.day(`run ${number},`)).toContainText(`${sent} sent`)
  await expectAccessible(page, 'recurring-completed')
  const addresses = items.reduce((sum, { emailsFound }) => sum + emailsFound, 0)
  await expect(campaign.tab('Recipients')).toContainText(String(addresses))
  expect(host.smtp.received).toEqual([])
  expect(complaints).toEqual([])
})
