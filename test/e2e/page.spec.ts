import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

let host: PageHost
let seeded: Seed
let page: Page
const complaints: string[] = []

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  seeded = await seed(host)
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await host?.close()
})

const campaigns = () => page.getByTestId('campaigns')
const campaign = () => campaigns().getByRole('row', { name: /Autumn outreach/ })
const person = (name: string) => page.getByTestId('recipients').getByRole('row', { name: new RegExp(name) })
const cell = (column: number) => campaign().getByRole('cell').nth(column)
const used = () => page.getByTestId('credits-used')

async function picture(name: string): Promise<void> {
  const path = test.info().outputPath(`${name}.png`)
  await page.screenshot({ path })
  await test.info().attach(name, { path, contentType: 'image/png' })
}

async function expectAccessible(what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id} ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    await picture(`${what}-${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

test('shows workspace, campaign, recipients and credits; the token is gone from the address', async () => {
  expect(page.url()).not.toContain('token')
  await expect(page.getByText('Studio North')).toBeVisible()
  await expect(campaign()).toContainText('Draft')
  await expect(cell(2)).toHaveText('4')
  await expect(person('Ada Lovelace')).toContainText('ada@lovelace.example')
  await expect(page.getByTestId('recipients').getByRole('row')).toHaveCount(5)
  await expect(used()).toHaveText('0')
  await expect(page.getByRole('region', { name: 'Credits today' })).toContainText('0 / 200')
})

test('what changes through the API appears by itself', async () => {
  await host.api('PUT', '/credits', { limit: 150 })
  await expect(page.getByRole('region', { name: 'Credits today' })).toContainText('0 / 150')
  await host.api('PUT', '/workspace', { name: 'Studio South' })
  await expect(page.getByText('Studio South')).toBeVisible()
  await host.api('POST', `/campaigns/${seeded.campaignId}/recipients`, { emails: ['edsger@dijkstra.example'] })
  await expect(cell(2)).toHaveText('5')
  await expect(person('edsger@dijkstra.example')).toBeVisible()
  await host.api('POST', '/campaigns', { name: 'Another one' })
  await expect(campaigns().getByRole('row', { name: /Another one/ })).toBeVisible()
})

test('a campaign that is not ready says what stops it, and cannot be activated', async () => {
  await page.getByRole('button', { name: 'Activate Another one' }).click()
  const dialog = page.getByRole('dialog', { name: /Activate “Another one”/ })
  await expect(dialog).toContainText('put right first')
  await expect(dialog.getByRole('listitem').first()).toBeVisible()
  await expect(dialog.getByRole('button')).toHaveText(['Close'])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Activate Another one' })).toBeFocused()
})

test('activating asks with the number, then the messages leave and the screen follows', async () => {
  await page.getByRole('button', { name: 'Activate Autumn outreach' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(campaign()).toContainText('Draft')
  await page.getByRole('button', { name: 'Activate Autumn outreach' }).click()
  const confirm = page.getByRole('button', { name: 'Activate and send to 5 people' })
  await expect(confirm).toBeVisible()
  await expectAccessible('activate')
  await confirm.click()
  await expect(campaign()).toContainText('Active')
  // Edsger has no first name: that one message is held, and says why.
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(4)
  await expect(cell(3)).toHaveText('4')
  await expect(used()).toHaveText('4')
  await expect(person('Ada Lovelace')).toContainText('1 / 2')
  await expect(person('edsger@dijkstra.example')).toContainText('firstName')
  await expect(person('edsger@dijkstra.example')).toContainText('Held')
})

test('an answer appears by itself, and its person gets no more', async () => {
  const sent = host.smtp.received.find((mail) => mail.to.includes('grace@hopper.example'))
  expect(sent).toBeDefined()
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
  await expect(person('Grace Hopper')).toContainText('Replied', { timeout: 30_000 })
  await expect(cell(4)).toHaveText('1')
  await expect(used()).toHaveText('5')
})

test('status chips and search narrow the list', async () => {
  await page.getByRole('button', { name: 'Replied 1' }).click()
  await expect(page.getByTestId('recipients').getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: 'Held 1' }).click()
  await expect(person('edsger@dijkstra.example')).toBeVisible()
  await page.getByRole('button', { name: 'All 5' }).click()
  await page.keyboard.press('/')
  await page.keyboard.type('radia')
  await expect(page.getByTestId('recipients').getByRole('row')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('recipients').getByRole('row')).toHaveCount(6)
})

test('by keyboard alone: to a person, their time line, the next person, and back', async () => {
  await page.locator('body').press('Home')
  const first = person('Ada Lovelace').getByRole('button')
  for (let i = 0; i < 60 && !(await first.evaluate((button) => button === document.activeElement)); i++) await page.keyboard.press('Tab')
  await expect(first).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(person('Grace Hopper').getByRole('button')).toBeFocused()
  await page.keyboard.press('Enter')
  const panel = page.getByTestId('person')
  await expect(panel).toBeFocused()
  await expect(panel).toHaveAccessibleName('Grace Hopper')
  await expect(panel.getByRole('list', { name: 'Time line' }).getByRole('listitem').first()).toBeVisible()
  await panel.getByText(/^Re: A question/).click()
  await expect(panel).toContainText('Very well, let us talk.')
  await expectAccessible('person')
  await panel.focus()
  await page.keyboard.press('ArrowDown')
  await expect(panel).toHaveAccessibleName('Radia Perlman')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(person('Radia Perlman').getByRole('button')).toBeFocused()
})

test('pause and resume by click', async () => {
  await page.getByRole('button', { name: 'Pause Autumn outreach' }).click()
  await expect(campaign()).toContainText('Paused')
  await page.getByRole('button', { name: 'Resume Autumn outreach' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
  await expect(campaign()).toContainText('Active')
})

test('the pill tells why, and can stop all sending', async () => {
  await page.getByTestId('engine-pill').click()
  const why = page.getByTestId('why')
  await expect(why.getByRole('listitem').first()).toBeVisible()
  await expectAccessible('why')
  await why.getByRole('button', { name: 'Pause all sending' }).click()
  await expect(page.getByTestId('engine-pill')).toContainText('Paused by you')
  await why.getByRole('button', { name: 'Resume sending' }).click()
  await expect(page.getByTestId('engine-pill')).not.toContainText('Paused by you')
  await page.keyboard.press('Escape')
  await expect(why).toBeHidden()
})

test('a message of which nobody knows is decided in its row', async () => {
  host.holdAnswer(() => true)
  await host.api('POST', '/contacts', { email: 'margaret@hamilton.example', firstName: 'Margaret', lastName: 'Hamilton' })
  await host.api('POST', `/campaigns/${seeded.campaignId}/recipients`, { emails: ['margaret@hamilton.example'] })
  await expect.poll(async () => (await stats()).sending, { timeout: 30_000 }).toBe(1)
  await host.stop('SIGKILL')
  await expect(page.getByTestId('connection-lost')).toBeVisible()
  await picture('connection-lost')
  host.holdAnswer(() => false)
  await host.start()
  await expect(page.getByTestId('connection-lost')).toBeHidden({ timeout: 20_000 })
  const row = person('Margaret Hamilton')
  await expect(row).toContainText('Unconfirmed', { timeout: 30_000 })
  await expectAccessible('unconfirmed')
  const before = host.smtp.received.length
  await row.getByRole('button', { name: 'It was not sent – send it' }).click()
  await expect(page.getByRole('dialog')).toContainText('they get it twice')
  await page.getByRole('button', { name: 'Send it', exact: true }).click()
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(before + 1)
  await expect(row).toContainText('1 / 2')
  await expect(row.getByRole('button', { name: 'It was sent' })).toBeHidden()
})

async function stats(): Promise<{ sending: number }> {
  return host.api('GET', `/campaigns/${seeded.campaignId}/stats`)
}

test('nothing is wrong for assistive technology, in both themes', async () => {
  await expectAccessible('page')
})

test('at 4K lines stay short enough to read', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 })
  const box = await page.getByTestId('recipients').boundingBox()
  expect(box?.width).toBeLessThanOrEqual(1600)
  await picture('page-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('the browser had nothing to complain about', () => {
  // While the host was away, the browser itself notes that it could not be reached.
  expect(complaints.filter((text) => !/net::ERR_|Failed to load resource/.test(text))).toEqual([])
})
