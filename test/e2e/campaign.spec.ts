import { expect, type Page, test } from '@playwright/test'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, picture } from './pages/accessible.ts'
import { campaignPage } from './pages/campaign.ts'
import { campaignsPage } from './pages/campaigns.ts'
import { daylight } from './zones.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

const longName = 'Wiedergewinnungskampagne für Kundinnen und Kunden der Donaudampfschifffahrtsgesellschaft'
const longCompany = 'Verkehrsinfrastrukturfinanzierungsgesellschaft der Länder Niederösterreich und Burgenland'

let host: PageHost
let seeded: Seed
let page: Page
let complaints: string[]
let campaign: ReturnType<typeof campaignPage>

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  seeded = await seed(host)
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  campaign = campaignPage(page)
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

const stats = () => host.api<Record<string, number>>('GET', `/campaigns/${seeded.campaignId}/stats`)

async function add(email: string, more: object = {}): Promise<void> {
  await host.api('POST', '/contacts', { email, ...more })
  await host.api('POST', `/campaigns/${seeded.campaignId}/recipients`, { emails: [email] })
}

test('a draft says what it would send, and leads to its review', async () => {
  await campaignsPage(page).goTo()
  await campaignsPage(page).opener('Autumn outreach').click()
  await expect(campaign.heading('Autumn outreach')).toBeVisible()
  await expect(campaign.primaryLink('Review and activate')).toHaveAttribute('href', `#/campaigns/${seeded.campaignId}/build/review`)
  await expect(campaign.panel('Plan by day')).toContainText('8 messages')
  await expect(campaign.panel('Next messages').getByRole('listitem').first()).toContainText('Ada Lovelace')
  await expectAccessible(page, 'campaign-draft')
})

test('once it is active the messages leave, the one that lacks a name is held, and the page follows', async () => {
  await add('edsger@dijkstra.example')
  await host.api('POST', `/campaigns/${seeded.campaignId}/activate`)
  await expect(campaign.header).toContainText('Active')
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(4)
  await expect(campaign.figures).toContainText('Sent4')
  await expect(campaign.panel('How far people came').getByRole('row', { name: /A question/ })).toContainText('4')
  await expect(campaign.panel('Day by day')).toContainText('4 messages on 1 day')
  await expect(campaign.creditsUsed).toHaveText('4')
  await campaign.tab('Recipients').click()
  await expect(campaign.person('Ada Lovelace')).toContainText('1 / 2')
  await expect(campaign.person('edsger@dijkstra.example')).toContainText('Held')
  await expect(campaign.person('edsger@dijkstra.example')).toContainText('firstName')
})

test('an answer appears by itself, and its person gets no more', async () => {
  const sent = host.smtp.received.find((mail) => mail.to.includes('grace@hopper.example'))
  await host.dovecot.deliver(
    [
      'From: Grace Hopper <grace@hopper.example>',
      `To: ${host.dovecot.user}`,
      `Subject: Re: ${sent?.subject}`,
      'Message-ID: <answer-1@hopper.example>',
      `In-Reply-To: ${sent?.messageId}`,
      `References: ${sent?.messageId}`,
      `Date: ${new Date().toUTCString()}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Very well, let us talk.',
      '',
    ].join('\n'),
  )
  await expect(campaign.person('Grace Hopper')).toContainText('Replied', { timeout: 30_000 })
  await expect(campaign.creditsUsed).toHaveText('5')
})

test('status chips and search narrow the list', async () => {
  await campaign.chip('Replied 1').click()
  await expect(campaign.recipients.getByRole('row')).toHaveCount(2)
  await campaign.chip('Held 1').click()
  await expect(campaign.person('edsger@dijkstra.example')).toBeVisible()
  await campaign.chip('All 5').click()
  await expect(campaign.recipients.getByRole('row')).toHaveCount(6)
  await page.keyboard.press('/')
  await expect(campaign.search).toBeFocused()
  await page.keyboard.type('radia')
  await expect(campaign.recipients.getByRole('row')).toHaveCount(2)
  await expect(page.getByText('1 person found')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(campaign.recipients.getByRole('row')).toHaveCount(6)
})

test('by keyboard alone: to a person, their time line, the next person, and back', async () => {
  await page.locator('body').press('Home')
  const first = campaign.opener('Ada Lovelace')
  for (let i = 0; i < 60 && !(await first.evaluate((button) => button === document.activeElement)); i++) await page.keyboard.press('Tab')
  await expect(first).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(campaign.opener('Grace Hopper')).toBeFocused()
  await page.keyboard.press('Enter')
  const { drawer } = campaign
  await expect(drawer).toBeFocused()
  await expect(drawer).toHaveAccessibleName('Grace Hopper')
  await expect(campaign.timeLine.first()).toBeVisible()
  await drawer.getByText(/^Re: A question/).click()
  await expect(drawer).toContainText('Very well, let us talk.')
  await expectAccessible(page, 'person')
  await drawer.focus()
  await page.keyboard.press('ArrowDown')
  await expect(drawer).toHaveAccessibleName('Radia Perlman')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(campaign.opener('Radia Perlman')).toBeFocused()
})

test('a link opens the person it names, or those who are held, and is used up', async () => {
  await campaign.tab('Overview').click()
  await campaign.panel('Next messages').getByRole('link', { name: 'Barbara Liskov' }).click()
  await expect(campaign.drawer).toHaveAccessibleName('Barbara Liskov')
  await expect(page).not.toHaveURL(/open=/)
  await page.keyboard.press('Escape')
  await expect(campaign.opener('Barbara Liskov')).toBeFocused()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Today' }).click()
  await page.getByRole('link', { name: 'See them' }).click()
  await expect(campaign.chip('Held 1')).toHaveAttribute('aria-pressed', 'true')
  await expect(campaign.recipients.getByRole('row')).toHaveCount(2)
  await campaign.chip('All 5').click()
  await expect(campaign.recipients.getByRole('row')).toHaveCount(6)
})

test('in the drawer: pause with undo, resume asked, marked as answered', async () => {
  await campaign.opener('Radia Perlman').click()
  const { drawer } = campaign
  await drawer.getByRole('button', { name: 'Pause' }).click()
  await expect(campaign.person('Radia Perlman')).toContainText('Paused')
  await campaign.undo.click()
  await expect(campaign.person('Radia Perlman')).toContainText('Active')
  await drawer.getByRole('button', { name: 'Mark as answered' }).click()
  const question = campaign.question('Radia Perlman answered elsewhere')
  await expectAccessible(page, 'mark-answered')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(campaign.person('Radia Perlman')).toContainText('Active')
  await drawer.getByRole('button', { name: 'Mark as answered' }).click()
  await question.getByRole('button', { name: 'Mark as answered' }).click()
  await expect(drawer).toContainText('Replied')
  await expect(drawer.getByRole('button', { name: 'Take out' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
})

test('several at once: chosen with shift, taken out after the number was named', async () => {
  await add('first@mueller.example', { firstName: 'Maximiliane', lastName: longCompany, companyName: longCompany })
  await add('second@mueller.example', { firstName: 'Friederike', lastName: 'Müller', companyName: longCompany })
  await add('third@mueller.example', { firstName: 'Annegret', lastName: 'Müller', companyName: longCompany })
  await expect(campaign.person('Annegret Müller')).toContainText('1 / 2', { timeout: 30_000 })
  await campaign.choose(`Maximiliane ${longCompany}`).click()
  await campaign.choose('Annegret Müller').click({ modifiers: ['Shift'] })
  await expect(campaign.bulk).toContainText('3 people chosen')
  await expectAccessible(page, 'bulk')
  await campaign.bulk.getByRole('button', { name: 'Pause' }).click()
  await expect(campaign.person('Friederike Müller')).toContainText('Paused')
  await expect(campaign.bulk).toBeHidden()
  await campaign.undo.click()
  await expect(campaign.person('Friederike Müller')).toContainText('Active')
  await campaign.choose('Friederike Müller').click()
  await campaign.choose('Annegret Müller').click()
  await campaign.bulk.getByRole('button', { name: 'Take out' }).click()
  await campaign.question('Take 2 people out').getByRole('button', { name: 'Take 2 people out' }).click()
  await expect(campaign.person('Annegret Müller')).toContainText('Removed')
  await expect.poll(async () => (await stats()).removed).toBe(2)
})

test('a message of which nobody knows is decided in its row', async () => {
  host.holdAnswer(() => true)
  await add('margaret@hamilton.example', { firstName: 'Margaret', lastName: 'Hamilton' })
  await expect.poll(async () => (await stats()).sending, { timeout: 30_000 }).toBe(1)
  await host.stop('SIGKILL')
  await expect(campaign.connectionLost).toBeVisible()
  await picture(page, 'connection-lost')
  host.holdAnswer(() => false)
  await host.start()
  await expect(campaign.connectionLost).toBeHidden({ timeout: 30_000 })
  const row = campaign.person('Margaret Hamilton')
  await expect(row).toContainText('Unconfirmed', { timeout: 30_000 })
  await expectAccessible(page, 'unconfirmed')
  const before = host.smtp.received.length
  await row.getByRole('button', { name: 'It was not sent – send it' }).click()
  await expect(campaign.question('It was not sent')).toContainText('they get it twice')
  await page.getByRole('button', { name: 'Send it', exact: true }).click()
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(before + 1)
  await expect(row).toContainText('1 / 2')
  await expect(row.getByRole('button', { name: 'It was sent' })).toBeHidden()
})

test('sequence and settings are read here and changed in the builder', async () => {
  await campaign.tab('Sequence').click()
  await expect(page.getByRole('article', { name: 'Step 1' })).toContainText('A question, {{firstName}}')
  await expect(page.getByRole('article', { name: 'Step 1' })).toContainText('2 replied')
  await expect(campaign.panel('Sequence').getByRole('link', { name: 'Edit' })).toHaveAttribute('href', /build\/sequence$/)
  await expectAccessible(page, 'sequence')
  await campaign.tab('Settings').click()
  await expect(campaign.panel('Settings')).toContainText(`Every day, all day, ${daylight}`)
  await expect(campaign.panel('Settings').getByRole('link', { name: 'Change' })).toHaveAttribute('href', /build\/schedule$/)
  await expectAccessible(page, 'settings')
})

test('send next says what came of it', async () => {
  await campaign.menu.click()
  await campaign.item(/Send next now/).click()
  await campaign.question('Send what is due now').getByRole('button', { name: 'Send now' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Nothing left.' })).toBeVisible()
})

test('long words fit, at 1280 and at 4K', async () => {
  await host.api('PUT', `/campaigns/${seeded.campaignId}`, { name: longName })
  await expect(campaign.heading(longName)).toBeVisible()
  await campaign.tab('Overview').click()
  await expect(campaign.panel('Day by day')).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page, 'overview')
  await page.setViewportSize({ width: 3840, height: 2160 })
  const box = await campaign.figures.boundingBox()
  expect(box?.width).toBeLessThanOrEqual(1600)
  await picture(page, 'overview-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('cancelling names the numbers; deleted in another window, the page says so and leads back', async () => {
  await campaign.menu.click()
  await campaign.item(/Cancel/).click()
  const question = campaign.question(/^Cancel “/)
  await expect(question).toContainText(/\d planned messages are not sent/)
  await expectAccessible(page, 'cancel')
  await question.getByRole('button', { name: 'Cancel the campaign' }).click()
  await expect(campaign.header).toContainText('Cancelled')
  await expect(campaign.primary('Duplicate')).toBeVisible()
  await host.api('DELETE', `/campaigns/${seeded.campaignId}`)
  await expect(page.getByRole('status').filter({ hasText: 'was deleted' })).toBeVisible()
  await picture(page, 'campaign-gone')
  await campaign.back.click()
  await expect(page.getByRole('region', { name: 'No campaigns yet' })).toBeVisible()
  expect(complaints).toEqual([])
})
