import { type Page, expect as patient, test } from '@playwright/test'
import { usualAnswer } from '../fakes/clay.ts'
import { answerTo } from './letters.ts'
import { listenForComplaints, picture } from './pages/accessible.ts'
import { builderPage } from './pages/builder.ts'
import { campaignPage } from './pages/campaign.ts'
import { campaignsPage } from './pages/campaigns.ts'
import { creditsPage } from './pages/credits.ts'
import { discoveryPage } from './pages/discovery.ts'
import { frameOf } from './pages/frame.ts'
import { inboxPage } from './pages/inbox.ts'
import { mailboxesPage } from './pages/mailboxes.ts'
import { providersPage } from './pages/providers.ts'
import { recurringPage } from './pages/recurring.ts'
import { settingsPage } from './pages/settings.ts'
import { todayPage } from './pages/today.ts'
import { type RecurringHost, startRecurringHost } from './recurring-host.ts'
import { daylight } from './zones.ts'

// Everything by the screens, as a person does it; what the services got and charged is asked of the services.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 20_000 })

const expect = patient.configure({ timeout: 30_000 })
/** Where the day has many hours left, as the screen names it. */
const zone = daylight.replaceAll('_', ' ')
const name = 'Coffee creators'

let desk: RecurringHost
let page: Page
let complaints: string[] = []
/** Addresses of those who have one, of the creators of the first day and of the second. */
let firstDay: string[] = []
let secondDay: string[] = []

test.beforeAll(async ({ browser }) => {
  desk = await startRecurringHost()
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  await page.goto(desk.host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await desk?.close()
})

test('a wrong key is told apart from a good one, and is not kept', async () => {
  const { club, clay } = desk
  const providers = providersPage(page)
  const settings = settingsPage(page)
  await settings.open()
  await settings.zone.click()
  await settings.zone.fill(zone)
  await settings.zoneChoice(zone).click()
  await settings.postalAddress.fill('1 High Street, Northtown')
  await settings.save.click()
  await expect(settings.save).toBeHidden()
  await settings.part('People and addresses').click()
  await page.getByRole('link', { name: 'Keys and settings' }).click()
  await providers.key('Influencers Club').fill('not-the-key')
  await providers.connect('Influencers Club').click()
  await expect(providers.problem('Influencers Club')).toContainText('Influencers Club does not accept the key')
  await expect(providers.card('Influencers Club')).toContainText('Not connected')
  await page.reload()
  await expect(providers.card('Influencers Club')).toContainText('Not connected')
  await providers.key('Influencers Club').fill(club.key)
  await providers.connect('Influencers Club').click()
  await expect(providers.card('Influencers Club')).toContainText('Connected')
  await expect(providers.card('Influencers Club')).toContainText('10,000')
  await providers.key('Clay').fill(clay.key)
  await providers.connect('Clay').click()
  await expect(providers.card('Clay')).toContainText('Ana Roe')
})

test('the routine of Clay is tried on one person, and what it gives is mapped', async () => {
  const { clay } = desk
  const providers = providersPage(page)
  await providers.routineId.fill(clay.routineId)
  await providers.saveRoutine.click()
  await expect(providers.saveRoutine).toBeHidden()
  await providers.handle.fill('ana.coffee1')
  await providers.fullName.fill('Ana Roe')
  await providers.runOnce.click()
  await expect(providers.cameBack).toContainText('First Name')
  await expect(providers.routine).toContainText(/The address is ana\.roe\S+@clay\.example/)
  await providers.use('First Name', 'First name').click()
  await expect(providers.use('First Name', 'First name')).toHaveAttribute('aria-pressed', 'true')
  expect(clay.charges).toHaveLength(1)
  await picture(page, 'flow-1-clay')
})

test('the own mailbox is connected', async () => {
  const { smtp, dovecot } = desk.host
  const mailboxes = mailboxesPage(page)
  await mailboxes.open()
  await mailboxes.add.first().click()
  await mailboxes.address.fill(dovecot.user)
  await mailboxes.tile('Other').click()
  await mailboxes.fillServer('Sending (SMTP)', { host: '127.0.0.1', port: smtp.port, encryption: 'Not encrypted' })
  await mailboxes.fillServer('Reading replies (IMAP)', { host: '127.0.0.1', port: dovecot.imapPort, encryption: 'Not encrypted' })
  await mailboxes.password.fill(dovecot.password)
  await mailboxes.connect.click()
  await expect(mailboxes.connected).toHaveText(`${dovecot.user} is connected`)
  await mailboxes.finish.click()
  await expect(mailboxes.card(dovecot.user)).toContainText('Ready')
})

test('whom to look for is said, and the first ten are shown for the price that was named', async () => {
  const { club } = desk
  const builder = builderPage(page)
  const discovery = discoveryPage(page)
  await frameOf(page).goTo('Campaigns')
  await page.getByRole('button', { name: 'Look for new people' }).click()
  await builder.name.fill(name)
  await builder.name.press('Enter')
  await discovery.niche.fill('coffee at home')
  await discovery.from.fill('2000')
  await discovery.aDay.fill('6')
  await discovery.runs.fill('2')
  const spent = club.charges.length
  await discovery.look.click()
  await expect(discovery.found).toHaveCount(10)
  await expect(discovery.preview).toContainText(/\d+ people match/)
  await expect(discovery.figures).toContainText('1.26 credits')
  expect(club.charges.length - spent).toBe(10)
  await picture(page, 'flow-2-audience')
})

test('the message is written and shown for them, and the plan is read before it is activated', async () => {
  const builder = builderPage(page)
  await builder.next.click()
  await builder.writeFirst.click()
  await builder.subject.fill('A question, {{firstName}}')
  await builder.text.fill('Hello {{firstName}},\n\nI saw {{handle}}. Shall we talk?')
  await expect(builder.message).toContainText(/Hello \S+,\s+I saw \S+coffee\d+/)
  await builder.next.click()
  for (const day of ['Saturday', 'Sunday']) await builder.day(day).click()
  await builder.field('From').selectOption('00:00')
  await builder.field('To').selectOption('24:00')
  await expect(builder.saveState).toHaveText('Saved')
  await builder.next.click()
  await expect(builder.checklist).toContainText('6 people')
  await picture(page, 'flow-3-review')
})

test('activated, the run begins at once, finds, looks addresses up, and writes to all who have one', async ({ browserName: _ }, info) => {
  const { club, clay, written, passUntil, bought } = desk
  const builder = builderPage(page)
  const recurring = recurringPage(page)
  await builder.activate.click()
  await expect(builder.dialog).toContainText('look for up to 6 people')
  await builder.inDialog('Activate').click()
  const activatedAt = Date.now()
  await expect(recurring.line).toContainText('Run 1 of 2')
  await expect(recurring.plan).toContainText('6 of 6 found')
  await passUntil('the first message has left', () => written().length > 0)
  info.annotations.push({ type: 'measured', description: `first message ${Date.now() - activatedAt} ms after Activate, waits left out` })
  const found = bought(10)
  expect(found).toHaveLength(6)
  firstDay = addressesOf(clay.charges.slice(1), found)
  await passUntil('all who have an address were written to', () => written().length === firstDay.length)
  expect(
    written()
      .map(({ to }) => to)
      .sort(),
  ).toEqual([...firstDay].sort())
  const [one] = written()
  expect(one?.mail.raw).toMatch(/I saw \S+coffee\d+\. Shall we talk\?/)
  expect(clay.boughtTwice()).toEqual([])
  expect(club.boughtTwice('profile')).toEqual([])
  await expect(recurring.line).toContainText('next run tomorrow 0:00')
  await picture(page, 'flow-4-first-day')
})

/** Where a routine that ran and a profile that was bought lead, by the rules of the stand-ins for both services. */
function addressesOf(charges: RecurringHost['clay']['charges'], found: ReturnType<RecurringHost['bought']>): string[] {
  return found.flatMap(({ username, email }, index) => {
    const answer = usualAnswer(charges.find(({ inputs }) => inputs['Profile URL']?.includes(username))?.inputs ?? {})
    const byClay = typeof answer === 'object' && 'values' in answer && typeof answer.values.Email === 'string' ? answer.values.Email : null
    // For somebody without a name the stand-in makes an address that none can have; the next of the chain is asked then.
    const address = byClay?.startsWith('.') ? email : (byClay ?? email)
    return address === null || found.findIndex((other) => other.username === username) !== index ? [] : [address]
  })
}

test('one of them answers: the campaign stops for them, and the answer stands in the inbox and on the run', async () => {
  const { host, written } = desk
  const [first] = written()
  if (!first) throw new Error('nobody got a message')
  await host.dovecot.deliver(
    answerTo(first.mail, { from: first.to, to: host.dovecot.user, messageId: 'yes@people.example', text: 'Gladly. When do we talk?' }),
  )
  await expect(frameOf(page).unread).toContainText('1')
  const inbox = inboxPage(page)
  await inbox.open()
  const firstName = first.mail.subject.replace('A question, ', '')
  await inbox.conversation(new RegExp(firstName)).click()
  await expect(inbox.thread).toContainText('Gladly. When do we talk?')
  // Shown for a moment, it counts as read.
  await expect(frameOf(page).unread).toBeHidden()
  await campaignsPage(page).goTo()
  await campaignsPage(page).opener(name).click()
  const recurring = recurringPage(page)
  await recurring.days.first().click()
  await expect(recurring.opened).toContainText(/Replies\s*1/)
  await expect(recurring.opened).toContainText(new RegExp(`Sent\\s*${firstDay.length}`))
  await expect(recurring.creators.getByRole('row')).toHaveCount(7)
  await picture(page, 'flow-5-day-in-full')
  await recurring.close.click()
  const campaign = campaignPage(page)
  await campaign.tab('Recipients').click()
  await expect(campaign.recipients).toContainText('Replied')
  await expect(frameOf(page).creditsUsed).toHaveText(String(firstDay.length + 1))
})

test('the next day finds other people, the credits begin anew, and nobody is written to twice', async () => {
  const { club, clay, written, passUntil, bought } = desk
  const campaign = campaignPage(page)
  const recurring = recurringPage(page)
  await campaign.tab('Overview').click()
  await passUntil('the second run has found its people', () => bought(10).length >= 12)
  const found = bought(10).slice(6)
  await expect(recurring.line).toContainText('Run 2 of 2')
  await passUntil('their addresses were asked for', () => clay.charges.length >= 13)
  secondDay = addressesOf(clay.charges, found)
  await passUntil('they were written to', () => written().length === firstDay.length + secondDay.length)
  const all = written().map(({ to }) => to)
  expect(new Set(all).size).toBe(all.length)
  expect(all.slice(firstDay.length).sort()).toEqual([...secondDay].sort())
  expect(clay.boughtTwice()).toEqual([])
  expect(club.boughtTwice('profile')).toEqual([])
  const people = bought(10).map(({ username }) => username)
  expect(new Set(people).size).toBe(12)
  await expect(frameOf(page).creditsUsed).toHaveText(String(secondDay.length))
})

test('after the last run it is complete, and tells by mail what came of it', async () => {
  const { host, passUntil } = desk
  const campaign = campaignPage(page)
  const recurring = recurringPage(page)
  const report = () => host.smtp.received.find(({ envelope }) => envelope.to.includes(host.dovecot.user))
  await passUntil('the report was sent', () => report() !== undefined)
  await expect(campaign.header).toContainText('Completed')
  await expect(recurring.line).toContainText('2 of 2 runs')
  const mail = report()
  expect(mail?.subject).toBe(`${name} is complete: ${firstDay.length + secondDay.length} people written to, 1 answer`)
  await picture(page, 'flow-6-complete')
  // The provider of the mailbox would put it there.
  await host.dovecot.deliver(mail?.raw ?? '')
  await creditsPage(page).open()
  await expect(creditsPage(page).figures).toContainText(String(secondDay.length))
  await todayPage(page).open()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Today')
  await expect(frameOf(page).unread).toBeHidden()
  expect(complaints).toEqual([])
})
