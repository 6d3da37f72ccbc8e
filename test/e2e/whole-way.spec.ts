import { expect as patient, test } from '@playwright/test'
import { Decisions } from './decisions.ts'
import { answerTo } from './letters.ts'
import { picture } from './pages/accessible.ts'
import { builderPage } from './pages/builder.ts'
import { campaignPage } from './pages/campaign.ts'
import { campaignsPage } from './pages/campaigns.ts'
import { contactsPage } from './pages/contacts.ts'
import { frameOf } from './pages/frame.ts'
import { inboxPage } from './pages/inbox.ts'
import { mailboxesPage } from './pages/mailboxes.ts'
import { todayPage } from './pages/today.ts'
import { electronBinary } from './runner/electron.ts'
import { type Host, hostOf, startHost } from './runner.ts'
import { daylight } from './zones.ts'

const expect = patient.configure({ timeout: 30_000 })

const people = ['Ada Lovelace', 'Grace Hopper']
const addressOf = (name: string) => `${name.toLowerCase().replace(' ', '@')}.example`
const csv = [
  'First name;Last name;Company;Email',
  ...people.map((name) => `${name.replace(' ', ';')};Works of ${name};${addressOf(name)}`),
  '',
].join('\n')

/** Whoever got the first message answers it. Gives their name. */
async function answerOfTheFirst({ smtp, dovecot }: Host): Promise<string> {
  const [sent] = smtp.received
  const name = people.find((person) => sent?.to.includes(addressOf(person)))
  if (!sent || !name) throw new Error('nobody got a message')
  const from = `${name} <${addressOf(name)}>`
  await dovecot.deliver(answerTo(sent, { from, to: dovecot.user, messageId: 'answer@people.example', text: 'Gladly. When do we talk?' }))
  return name
}

test('the whole way: first start, sandbox, own mailbox, import, campaign, an answer, and one back', async ({ browser }, info) => {
  // biome-ignore lint/suspicious/noSkippedTests: the binary is not on every machine, and the run says that it was skipped
  test.skip(
    hostOf(info) === 'electron' && electronBinary() === null,
    'Electron itself is not installed here (its binary is downloaded separately)',
  )
  test.setTimeout(300_000)
  const { host, ...run } = await startHost(hostOf(info), browser)
  let page = run.page
  page.setDefaultTimeout(20_000)
  const begun = Date.now()
  const way = new Decisions()
  const said = (text: string) => info.annotations.push({ type: 'measured', description: text })
  const frame = frameOf(page)
  const today = todayPage(page)
  const builder = builderPage(page)
  const campaign = campaignPage(page)
  const mailboxes = mailboxesPage(page)
  const contacts = contactsPage(page)
  const { smtp, dovecot } = host

  try {
    await test.step('a campaign in the sandbox, from the first start to its end', async () => {
      await expect(today.guide).toBeVisible()
      // The machine's zone, else; nobody counts days here while one of them ends.
      await host.client.workspace.update({ zone: daylight })
      await picture(page, 'way-1-first-start')
      await way.decide('Try the sandbox', () => way.click(today.trySandbox))
      await expect(frame.sandboxBar).toContainText('nothing leaves this machine')
      await way.decide('Activate the campaign of the sandbox', async () => {
        await way.click(builder.activate)
        await way.click(builder.inDialog('Activate'))
      })
      await expect(frame.heading).toContainText('Try me')
      await expect(campaign.header).toContainText('Completed', { timeout: 180_000 })
      await picture(page, 'way-2-sandbox-finished')
      const seconds = (Date.now() - begun) / 1000
      said(`sandbox: finished ${seconds.toFixed(1)} s after the first start`)
      expect(seconds).toBeLessThan(180)
      expect(smtp.received).toEqual([])
    })

    await test.step('the own mailbox, its servers typed by hand', async () => {
      await way.click(frame.leaveSandbox)
      await expect(frame.sandboxBar).toBeHidden()
      await way.click(today.connect)
      await way.decide('The address', () => way.fill(mailboxes.address, dovecot.user))
      await way.click(mailboxes.tile('Other'))
      await way.decide('The server that sends', () => typeServer('Sending (SMTP)', smtp.port))
      await way.decide('The server that is read', () => typeServer('Reading replies (IMAP)', dovecot.imapPort))
      await way.decide('The password', () => way.fill(mailboxes.password, dovecot.password))
      await picture(page, 'way-3-mailbox')
      await way.click(mailboxes.connect)
      await expect(mailboxes.connected).toHaveText(`${dovecot.user} is connected`)
      await way.click(mailboxes.finish)
      await expect(mailboxes.card(dovecot.user)).toContainText('Ready')
    })

    async function typeServer(which: 'Sending (SMTP)' | 'Reading replies (IMAP)', port: number): Promise<void> {
      await mailboxes.fillServer(which, { host: '127.0.0.1', port, encryption: 'Not encrypted' })
      way.fields += 2
      way.clicks += 2
    }

    await test.step('the people, from a file', async () => {
      await frame.goTo('Today')
      way.clicks++
      await way.click(today.bringPeople)
      await way.decide('The file with the people', async () => {
        await contacts.chooseFile('people.csv', csv)
        way.clicks++
      })
      await way.click(page.getByRole('button', { name: 'Continue' }))
      await picture(page, 'way-4-import')
      await way.click(page.getByRole('dialog').getByRole('button', { name: /^Import/ }))
      await expect(contacts.counts()).toContainText('New contacts2')
    })

    await test.step('a campaign: whom, what, when, and the whole plan before it is activated', async () => {
      await frame.goTo('Today')
      way.clicks++
      await way.click(today.begin)
      await way.decide('Who gets it', () => way.click(builder.add))
      await expect(builder.step('Audience')).toContainText('2 people')
      await way.click(builder.next)
      await way.click(builder.writeFirst)
      await way.decide('The subject', () => way.fill(builder.subject, 'A question, {{ firstName }}'))
      await way.decide('The text', () => way.fill(builder.text, 'Hello {{ firstName }},\n\nhow is {{ companyName }}?'))
      await expect(builder.message).toContainText('Hello Ada')
      await picture(page, 'way-5-message')
      await way.click(builder.next)
      await openAtAnyHour()
      await expect(builder.saveState).toHaveText('Saved')
      await way.click(builder.next)
      await expect(builder.checklist).toContainText('People2')
      await picture(page, 'way-6-review')
      await way.decide('Activate it', async () => {
        await way.click(builder.activate)
        await expect(builder.dialog).toContainText(/Activate and send to 2 people from now on\?/)
        await way.click(builder.inDialog('Activate'))
      })
      await expect.poll(() => smtp.received.length).toBeGreaterThan(0)
      const seconds = (Date.now() - begun) / 1000
      said(`first real message: ${seconds.toFixed(1)} s after the first start, ${way.inWords()}`)
      expect(seconds).toBeLessThan(300)
      expect(way.made.length, way.inWords()).toBeLessThan(12)
    })

    /**
     * A campaign writes from Monday to Friday, 9 to 17, as it comes. Whoever runs this test at night or on a Sunday has
     * to open that window, which is no decision of this way, and is not counted.
     */
    async function openAtAnyHour(): Promise<void> {
      await builder.field('From').selectOption('00:00')
      await builder.field('To').selectOption('24:00')
      for (const day of ['Saturday', 'Sunday']) await builder.day(day).click()
    }

    let first = ''
    await test.step('the window is closed; an answer arrives, is told, and stops the campaign for whoever wrote it', async () => {
      first = await answerOfTheFirst(host)
      await host.close()
      if (host.notices()) await expect.poll(() => host.notices()).toContain(`${first} answered`)
      await expect.poll(async () => (await host.client.inbox.counts()).unread).toBe(1)
      page = await host.open()
      await frameOf(page).goTo('Campaigns')
      await campaignsPage(page).opener('New campaign').click()
      await campaignPage(page).tab('Recipients').click()
      await expect(campaignPage(page).person(first)).toContainText('Replied')
    })

    await test.step('answered by hand: it can be taken back for ten seconds, then it leaves', async () => {
      const inbox = inboxPage(page)
      await todayPage(page).open()
      await picture(page, 'way-7-needs-you')
      await todayPage(page).act(first).click()
      await expect(inbox.letters.last()).toContainText('When do we talk?')
      await inbox.composer.fill('Tuesday at ten?')
      await expect(inbox.send).toBeEnabled()
      // Before the click: the engine counts from the moment it hears of it, not from when this one goes on.
      const sentAt = Date.now()
      await inbox.send.click()
      await expect(inbox.thread).toContainText(/Leaves in \d+ s/)
      await picture(page, 'way-8-answer')
      const theirs = () => smtp.received.find(({ inReplyTo }) => inReplyTo === '<answer@people.example>')
      await expect.poll(theirs).toBeDefined()
      expect((theirs()?.receivedAt ?? 0) - sentAt).toBeGreaterThanOrEqual(10_000)
      expect(theirs()?.raw).toContain('Tuesday at ten?')
      await expect(inbox.takeBack).toBeHidden()
      await expect(todayPage(page).needs).toBeHidden()
      await todayPage(page).open()
      await expect(todayPage(page).nothingNeeded).toBeVisible()
    })
  } finally {
    for (const { description } of info.annotations) process.stdout.write(`[${host.name}] ${description}\n`)
    await host.end()
  }
})
