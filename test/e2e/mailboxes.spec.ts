import { expect, type Page, test } from '@playwright/test'
import { type FakeSmtp, startSmtp } from '../fakes/smtp.ts'
import { type PageHost, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints } from './pages/accessible.ts'
import { mailboxesPage } from './pages/mailboxes.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

const email = 'ana.roe@sender.test'
const right = 'correct-horse'
let host: PageHost
let smtp: FakeSmtp
let page: Page
let complaints: string[]
let mailboxes: ReturnType<typeof mailboxesPage>

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  smtp = await startSmtp({ auth: { user: email, password: right } })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  mailboxes = mailboxesPage(page)
  await page.goto(host.pageUrl())
  await mailboxes.open()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
  await smtp?.stop()
})

const stored = () => host.api<{ email: string }[]>('GET', '/mailboxes')

test('without a mailbox the page says what one is for, and leads to the set-up', async () => {
  await expect(page.getByRole('heading', { name: 'Connect the mailbox that you write from' })).toBeVisible()
  await expectAccessible(page, 'mailboxes-empty')
  await mailboxes.add.click()
  await expect(mailboxes.address).toBeFocused()
})

test('a Gmail address is recognised while it is typed: address, app password, Connect is all there is to do', async () => {
  await mailboxes.address.fill('ana.roe@gmail.com')
  await expect(mailboxes.tile('Gmail')).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText('Sends through smtp.gmail.com:465 (TLS)')).toBeVisible()
  await expect(page.getByText('Reads from imap.gmail.com:993 (TLS)')).toBeVisible()
  await expect(page.getByText('Google takes an app password here')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(mailboxes.password).toBeInViewport()
  await expect(mailboxes.connect).toBeInViewport()
  await expectAccessible(page, 'setup-gmail')
})

test('each tile tells how one signs in there', async () => {
  await mailboxes.tile('Outlook.com').click()
  await expect(page.getByText('no longer takes passwords from mail programs')).toBeVisible()
  await expect(mailboxes.password).toBeHidden()
  await expect(page.getByRole('textbox', { name: 'Client id' })).toBeVisible()
  await mailboxes.tile('Microsoft 365').click()
  await expect(page.getByText('end of December 2026')).toBeVisible()
  await expect(mailboxes.password).toBeVisible()
  for (const name of ['iCloud Mail', 'Fastmail', 'Zoho Mail', 'Yahoo Mail']) {
    await mailboxes.tile(name).click()
    await expect(page.getByRole('heading', { name: `Connect ${name}` })).toBeVisible()
    await expect(mailboxes.password).toHaveValue('')
  }
})

test('a sign-in at Google that the person refuses says so, and can be begun anew', async () => {
  await mailboxes.tile('Gmail').click()
  await mailboxes.signIn.getByRole('button', { name: /your own client id/ }).click()
  await page.getByRole('textbox', { name: 'Client id' }).fill('a-client.apps.example')
  await page.context().route('https://accounts.google.com/**', (route) => route.fulfill({ body: 'the page of Google' }))
  const opened = page.context().waitForEvent('page')
  await mailboxes.signIn.getByRole('button', { name: 'Sign in with Google', exact: true }).click()
  const theirs = await opened
  const asked = new URL(theirs.url()).searchParams
  expect(asked.get('code_challenge_method')).toBe('S256')
  await expect(mailboxes.signIn).toContainText('Waiting for you at Google')
  expect(await theirs.evaluate(() => window.opener)).toBeNull()
  const answer = new URL(asked.get('redirect_uri') ?? '')
  answer.search = new URLSearchParams({ state: asked.get('state') ?? '', error: 'access_denied' }).toString()
  await theirs.goto(answer.href)
  await expect(theirs.getByText('You can close this window and go back.')).toBeVisible()
  await theirs.close()
  await expect(mailboxes.problem).toContainText('You did not allow it at Google')
  await expect(mailboxes.signIn.getByRole('button', { name: 'Sign in with Google', exact: true })).toBeVisible()
})

test('an unknown domain is asked about only as far as the person allows', async () => {
  await page.getByRole('link', { name: 'Mailboxes' }).first().click()
  await mailboxes.add.click()
  await mailboxes.address.fill(email)
  await mailboxes.find.click()
  await expect(page.getByText('Nothing was found for sender.test')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('checkbox', { name: /public directory/ })).not.toBeChecked()
  await expect(page.getByText('A third party then learns that somebody looked up sender.test')).toBeVisible()
  await page.getByRole('button', { name: 'Fill in the servers' }).click()
})

test('a wrong password is refused in words, nothing is saved, and what was typed stays', async () => {
  await mailboxes.fillServer('Sending (SMTP)', { host: '127.0.0.1', port: smtp.port, encryption: 'Not encrypted' })
  await mailboxes.fillServer('Reading replies (IMAP)', { host: '127.0.0.1', port: host.dovecot.imapPort, encryption: 'Not encrypted' })
  await mailboxes.password.fill('wrong')
  await mailboxes.connect.click()
  await expect(mailboxes.sending).toContainText('refused. User name or password is wrong')
  await expect(mailboxes.reading).toContainText('refused. User name or password is wrong')
  await expect(mailboxes.reading).toBeInViewport()
  await expectAccessible(page, 'setup-refused')
  expect(await stored()).toEqual([])
  await expect(mailboxes.password).toHaveValue('wrong')
})

test('one good half is not enough', async () => {
  await mailboxes.fillServer('Reading replies (IMAP)', { host: '127.0.0.1', port: 1, encryption: 'Not encrypted' })
  await mailboxes.password.fill(right)
  await mailboxes.password.press('Enter')
  await expect(mailboxes.sending).toContainText('good. Sending works')
  await expect(mailboxes.reading).toContainText('refused the connection')
  expect(await stored()).toEqual([])
  await mailboxes.fillServer('Reading replies (IMAP)', { host: '127.0.0.1', port: host.dovecot.imapPort, encryption: 'Not encrypted' })
})

test('an engine that goes away in the middle leaves nothing half-saved, and what was typed', async () => {
  await host.stop('SIGKILL')
  await mailboxes.connect.click()
  await expect(page.getByText('Campaign Desk does not answer, so the mailbox was not saved.')).toBeVisible()
  await expect(mailboxes.password).toHaveValue(right)
  await host.start()
  await expect(page.getByTestId('connection-lost')).toBeHidden({ timeout: 30_000 })
  expect(await stored()).toEqual([])
})

test('the right password connects it, then the rest has good defaults', async () => {
  await mailboxes.connect.click()
  await expect(mailboxes.connected).toHaveText(`${email} is connected`)
  await expect(mailboxes.senderName).toHaveValue('Ana Roe')
  await expect(mailboxes.senderName).toBeFocused()
  await expect(mailboxes.cap).toHaveValue('50')
  await expectAccessible(page, 'setup-finish')
  await mailboxes.postalAddress.fill('1 High Street, Northtown')
  await mailboxes.testToSelf.click()
  await expect(page.getByText(`It is on its way to ${email}.`)).toBeVisible()
  expect(smtp.received.map(({ to, subject }) => [to, subject])).toEqual([[expect.stringContaining(email), 'A test from Campaign Desk']])
  await mailboxes.finish.click()
  await expect(mailboxes.card(email)).toContainText('Ready')
  await expect(mailboxes.card(email)).toContainText('0 of 50')
  await expectAccessible(page, 'mailboxes')
})

test('the password is nowhere in the page: not in its address, not in its storage', async () => {
  const kept = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, history.state]))
  expect(kept).not.toContain(right)
})

test('an address that is here already is said so before any password', async () => {
  await mailboxes.add.click()
  await mailboxes.address.fill(email.toUpperCase())
  await expect(page.getByText(`${email} is here already.`)).toBeVisible()
  await expect(mailboxes.password).toBeHidden()
  await page.getByRole('link', { name: 'Change its settings' }).click()
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
})

test('settings are changed, tested, paused and gone on with in one place', async () => {
  await mailboxes.signature.fill('Ana Roe\nStudio North')
  await mailboxes.save.click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
  expect(await stored()).toMatchObject([{ signature: 'Ana Roe\nStudio North', dailyCap: 50 }])
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(mailboxes.reading).toContainText('good. Reading replies works')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Test', exact: true })).toBeFocused()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByRole('region', { name: 'State' })).toContainText('Paused by you.')
  await page.getByRole('region', { name: 'State' }).getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('region', { name: 'State' })).toContainText('Ready')
  await expectAccessible(page, 'mailbox')
})

test('a new password is tried before it replaces the one that works', async () => {
  await page.getByRole('button', { name: 'Enter a new password' }).click()
  await mailboxes.dialog.getByRole('textbox', { name: 'Password' }).fill('wrong again')
  await page.keyboard.press('Enter')
  await expect(mailboxes.sending).toContainText('refused')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(mailboxes.sending).toContainText('good')
  await page.keyboard.press('Escape')
})

test('removing asks, and a campaign that needs the mailbox keeps it', async () => {
  const [mailbox] = await host.api<{ id: number }[]>('GET', '/mailboxes')
  const campaign = await host.api('POST', '/campaigns', { name: 'Autumn outreach', mailboxIds: [mailbox?.id] })
  await page.getByRole('button', { name: `Remove ${email}` }).click()
  await mailboxes.dialog.getByRole('button', { name: 'Remove it' }).click()
  await expect(mailboxes.dialog).toContainText(`${email} is still used by: Autumn outreach.`)
  await mailboxes.dialog.getByRole('button', { name: 'Keep it' }).click()
  await host.api('DELETE', `/campaigns/${campaign.id}`)
  await page.getByRole('button', { name: `Remove ${email}` }).click()
  await mailboxes.dialog.getByRole('button', { name: 'Remove it' }).click()
  await expect(page.getByRole('heading', { name: 'Connect the mailbox that you write from' })).toBeVisible()
})

test('long names break nothing, at 1280 and at 4K', async () => {
  const server = { host: `mail.${'kraftfahrzeughaftpflichtversicherungsgesellschaft'}.example`, port: 993, security: 'tls', user: 'x' }
  const long = 'donaudampfschifffahrtsgesellschaftskapitaen.rechtsschutz@kraftfahrzeughaftpflichtversicherung.example'
  const senderName = 'Rechtsschutzversicherungsgesellschaften Nordrhein-Westfalen Süd'
  const made = await host.api('POST', '/mailboxes', {
    email: long,
    senderName,
    smtp: server,
    imap: server,
    credential: { kind: 'password', password: 'x' },
  })
  await host.api('POST', `/mailboxes/${made.id}/pause`)
  await expect(mailboxes.card(long)).toContainText('Paused by you.')
  await expectNoSidewaysScroll(page)
  await expectAccessible(page, 'mailboxes-long')
  await mailboxes.edit(long)
  await expect(page.getByRole('heading', { name: 'Servers' })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 3840, height: 2160 })
  const box = await page.getByRole('region', { name: 'State' }).boundingBox()
  expect(box?.width).toBeLessThanOrEqual(1600)
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([])
})
