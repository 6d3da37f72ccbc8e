import { readFile } from 'node:fs/promises'
import { type Page, expect as patient, test } from '@playwright/test'
import type { Enricher } from '../../src/shared/schemas/discovery.ts'
import { fault } from '../fakes/stub.ts'
import { listenForComplaints, picture } from './pages/accessible.ts'
import { frameOf } from './pages/frame.ts'
import { providersPage } from './pages/providers.ts'
import { recurringPage } from './pages/recurring.ts'
import { todayPage } from './pages/today.ts'
import { type RecurringHost, startRecurringHost } from './recurring-host.ts'
import { daylight } from './zones.ts'

// One workspace lives through all of this, in order; each campaign of it has a bad day of its own.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 20_000 })

const expect = patient.configure({ timeout: 30_000 })

let desk: RecurringHost
let page: Page
let complaints: string[] = []
let mailboxId = 0

test.beforeAll(async ({ browser }) => {
  desk = await startRecurringHost()
  const { host, club, clay } = desk
  await host.api('PUT', '/workspace', { name: 'Studio North', zone: daylight, postalAddress: '1 High Street, Northtown' })
  const server = { host: '127.0.0.1', security: 'none', user: host.dovecot.user }
  const mailbox = await host.api('POST', '/mailboxes', {
    email: host.dovecot.user,
    smtp: { ...server, port: host.smtp.port },
    imap: { ...server, port: host.dovecot.imapPort },
    credential: { kind: 'password', password: host.dovecot.password },
  })
  mailboxId = mailbox.id
  await host.api('POST', `/mailboxes/${mailboxId}/test`)
  await host.api('PUT', '/providers/influencers_club/key', { key: club.key })
  await host.api('PUT', '/providers/clay/key', { key: clay.key })
  await host.api('PUT', '/providers/clay/settings', { routineId: clay.routineId, webhookUrl: clay.webhookUrl })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await desk?.close()
})

/** A campaign that is on, and its page. Platforms differ so that none finds the people of another. */
async function begin(name: string, platform: string, enrichment: Enricher[]): Promise<number> {
  const { host } = desk
  const { id } = await host.api('POST', '/campaigns', {
    name,
    audience: 'discovery',
    mailboxIds: [mailboxId],
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: daylight },
    discovery: { criteria: { platform, niche: 'coffee' }, enrichment, runs: 1, perRun: 4 },
  })
  await host.api('POST', `/campaigns/${id}/sequences`, { subject: 'A question, {{firstName}}', body: 'Hello {{firstName}}.' })
  await host.api('POST', `/campaigns/${id}/activate`)
  await page.evaluate((hash) => {
    location.hash = hash
  }, `/campaigns/${id}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  return id
}

test('a provider without credits is named on the page and on Today, and the run goes on once it is mended', async () => {
  const { club } = desk
  const recurring = recurringPage(page)
  const today = todayPage(page)
  club.faults.add('search', fault.noCredits(), Number.POSITIVE_INFINITY)
  await begin('Without credits', 'instagram', ['clay_routine'])
  await expect(recurring.plan).toContainText('Influencers Club has no credits left')
  await picture(page, 'bad-1-no-credits')
  await today.open()
  await expect(today.need('Influencers Club')).toContainText('no credits left')
  await picture(page, 'bad-2-needs-you')
  await today.act('Influencers Club').click()
  await expect(providersPage(page).card('Influencers Club')).toContainText('no credits left')
  await page.goBack()
  await today.running.getByText('Without credits').click()
  club.faults.clear()
  await recurring.tryAgain.click()
  await expect(recurring.plan).toContainText('4 of 4 found')
  await expect(recurring.plan).toContainText(/sending|[1-4] first messages? planned/)
  expect(club.boughtTwice('search')).toEqual([])
  await today.open()
  await expect(today.need('Influencers Club')).toBeHidden()
})

test('an order whose answer got lost is not repeated, and a person decides about it', async () => {
  const { clay } = desk
  const recurring = recurringPage(page)
  const today = todayPage(page)
  clay.faults.add('run', fault.dropAfter())
  await begin('Without an answer', 'tiktok', ['clay_routine'])
  const charged = clay.charges.length
  const question = page.getByText('4 people were asked about without an answer.')
  await expect(question).toBeVisible()
  await picture(page, 'bad-3-unsure')
  await today.open()
  await expect(today.need('Without an answer')).toContainText('4 unsure')
  await page.goBack()
  await recurring.button('Leave out…').click()
  await recurring.question('Leave 4 people out').getByRole('button', { name: 'Leave 4 people out' }).click()
  await expect(question).toBeHidden()
  await expect(page.getByRole('banner')).toContainText('Completed')
  expect(clay.charges.length).toBeGreaterThanOrEqual(charged)
  expect(clay.boughtTwice()).toEqual([])
  await picture(page, 'bad-4-left-out')
})

test('a table of Clay gets its rows, and its addresses come back as a file', async () => {
  const { clay, written, passUntil } = desk
  const recurring = recurringPage(page)
  await begin('By a table', 'youtube', ['clay_table'])
  await expect(recurring.clay).toContainText('4 people wait for addresses from your Clay table')
  expect(clay.rows).toHaveLength(4)
  const [download] = await Promise.all([page.waitForEvent('download'), recurring.button('Download CSV').click()])
  const csv = await readFile(await download.path(), 'utf8')
  const [head = '', ...rows] = csv.trim().split(/\r?\n/)
  expect(rows).toHaveLength(4)
  // Clay's export: the rows as they went in, and a column with what it found; nothing for the last one.
  const found = rows.map((row, index) => `${row},${index < 3 ? `person${index}@table.example` : ''}`)
  await picture(page, 'bad-5-table')
  const chooser = page.waitForEvent('filechooser')
  await recurring.button('Upload the export').click()
  await (await chooser).setFiles({ name: 'export.csv', mimeType: 'text/csv', buffer: Buffer.from([`${head},Email`, ...found].join('\n')) })
  await expect(frameOf(page).toast('Took 3 addresses. 1 person had none.')).toBeVisible()
  const toTable = () => written().filter(({ to }) => to.endsWith('@table.example'))
  await passUntil('the people of the table were written to', () => toTable().length === 3)
  expect(clay.rows).toHaveLength(4)
  await expect(frameOf(page).heading).toHaveText('By a table')
  await picture(page, 'bad-6-after-the-file')
  expect(complaints).toEqual([])
})
