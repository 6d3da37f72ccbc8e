/** The desktop with a mailbox of its own: a real Dovecot and a real SMTP server. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import { type FakeSmtp, type ReceivedMail, startSmtp } from '../fakes/smtp.ts'
import { type Desktop, expect, newFolder, removeFolder, startDesktop } from './desktop.ts'
import { inboxPage } from './pages/inbox.ts'
import { daylight } from './zones.ts'

const people = ['Ada Lovelace', 'Grace Hopper', 'Radia Perlman', 'Barbara Liskov']
const addressOf = (name: string) => `${name.toLowerCase().replace(' ', '@')}.example`

test.describe.configure({ timeout: 180_000 })

let data: string
let smtp: FakeSmtp
let dovecot: FakeDovecot
let desktop: Desktop
let hold: (mail: ReceivedMail) => Promise<void> | null

test.beforeEach(async () => {
  hold = () => null
  data = newFolder()
  smtp = await startSmtp({ onMessage: (mail) => hold(mail)?.then(() => null) ?? null })
  dovecot = await startDovecot()
  desktop = await startDesktop({ data })
})
test.afterEach(async () => {
  await desktop.quit()
  await Promise.all([smtp.stop(), dovecot.stop()])
  removeFolder(data)
})

/** A tested mailbox, and a campaign of two steps for four people, ready to be activated. */
async function makeCampaign({ client }: Desktop): Promise<number> {
  await client.workspace.update({ zone: daylight, postalAddress: '1 High Street, Northtown' })
  const server = { host: '127.0.0.1', security: 'none' as const }
  const mailbox = await client.mailboxes.create({
    email: dovecot.user,
    senderName: 'Sam North',
    smtp: { ...server, port: smtp.port, user: '' },
    imap: { ...server, port: dovecot.imapPort, user: dovecot.user },
    credential: { kind: 'password', password: dovecot.password },
    dailyCap: 500,
    gapSeconds: 0,
    gapJitterSeconds: 0,
  })
  await client.mailboxes.test({ id: mailbox.id })
  const { id } = await client.campaigns.create({
    name: 'Autumn outreach',
    mailboxIds: [mailbox.id],
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: daylight },
  })
  await client.sequences.add({ id, subject: 'A question, {{firstName}}', body: 'Hello {{firstName}},\n\nhow are you?' })
  await client.sequences.add({ id, body: 'Just once more.', delayDays: 3 })
  for (const name of people) {
    const [firstName = '', lastName = ''] = name.split(' ')
    await client.contacts.create({ email: addressOf(name), firstName, lastName })
  }
  await client.recipients.add({ id, emails: people.map(addressOf) })
  return id
}

async function answer(name: string): Promise<void> {
  const sent = smtp.received.find((mail) => mail.to.includes(addressOf(name)))
  if (!sent) throw new Error(`${name} got nothing`)
  const id = `<answer-${addressOf(name)}>`
  await dovecot.deliver(
    [
      `From: ${name} <${addressOf(name)}>`,
      `To: ${dovecot.user}`,
      `Subject: Re: ${sent.subject}`,
      `Message-ID: ${id}`,
      `In-Reply-To: ${sent.messageId}`,
      `References: ${sent.messageId}`,
      `Date: ${new Date().toUTCString()}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      'The secret is 4711.',
      '',
    ].join('\n'),
  )
}

test('closed to the tray, an answer arrives, its notification is clicked, and the conversation is open', async () => {
  const { client, standIn, window } = desktop
  const id = await makeCampaign(desktop)
  await expect.poll(() => window().isVisible()).toBe(true)
  await client.campaigns.activate({ id })
  await expect.poll(() => smtp.received.length).toBe(4)
  window().close()
  expect(window().isVisible()).toBe(false)
  const hints = standIn.notifications.length

  await answer('Grace Hopper')
  await expect.poll(() => standIn.notifications.length).toBe(hints + 1)
  const [notification] = standIn.notifications.slice(hints)
  expect(notification).toMatchObject({ title: 'Grace Hopper answered', body: 'Autumn outreach' })
  const { items } = await client.inbox.list({})
  expect(items).toMatchObject([{ name: 'Grace Hopper', unread: true }])
  await expect.poll(() => standIn.badge).toBe(1)
  await expect.poll(() => standIn.trays[0]?.tooltip).toContain('4 sent')
  await expect.poll(() => standIn.trays[0]?.menu?.labels()).toContain('1 reply')

  notification?.click()
  expect(window().isVisible()).toBe(true)
  await expect.poll(() => desktop.page().url()).toContain(`/inbox/${items[0]?.id}`)
  await expect(inboxPage(desktop.page()).letters.last()).toContainText('The secret is 4711.')
  await expect.poll(() => standIn.badge).toBe(0)
})

test('many answers at once are one notification; who looks at the window gets none', async () => {
  const { client, standIn, window } = desktop
  const id = await makeCampaign(desktop)
  await expect.poll(() => window().isVisible()).toBe(true)
  await client.campaigns.activate({ id })
  await expect.poll(() => smtp.received.length).toBe(4)
  await answer('Ada Lovelace')
  await expect.poll(async () => (await client.inbox.counts()).unread).toBe(1)
  window().blur()
  await Promise.all(['Grace Hopper', 'Radia Perlman', 'Barbara Liskov'].map(answer))
  const titles = () => standIn.notifications.map(({ title }) => title)
  await expect.poll(titles).toContain('A campaign is complete')
  expect(titles().toSorted()).toEqual(['3 answers', 'A campaign is complete'])
  for (const { body } of standIn.notifications) expect(body).toBe('Autumn outreach')
})

test('woken from a nap, it reads replies at once', async () => {
  const { client, electron } = desktop
  await makeCampaign(desktop)
  const lastRead = async () => Date.parse((await client.mailboxes.list())[0]?.lastSyncedAt ?? '')
  await expect.poll(lastRead).toBeGreaterThan(0)
  electron.powerMonitor.emit('suspend')
  electron.powerMonitor.emit('lock-screen')
  const woken = Date.now()
  electron.powerMonitor.emit('resume')
  await expect.poll(lastRead, { timeout: 30_000 }).toBeGreaterThanOrEqual(woken)
  await expect.poll(() => readFileSync(join(data, 'log/campaign-desk.log'), 'utf8')).toMatch(/goes to sleep.*was locked.*woke up/s)
})

test('quitting in the middle of a message finishes it, and says so; after 20 seconds it may be given up', async () => {
  const { client, standIn, electron, window } = desktop
  const id = await makeCampaign(desktop)
  await expect.poll(() => window().isVisible()).toBe(true)
  let release: () => void = () => {}
  let holding = false
  hold = () => {
    if (holding) return null
    holding = true
    return new Promise((resolve) => {
      release = resolve
    })
  }
  await client.campaigns.activate({ id })
  await expect.poll(() => holding).toBe(true)
  let ended = false
  void standIn.ended.then(() => {
    ended = true
  })

  electron.app.quit()
  await expect(desktop.page().getByRole('heading', { name: 'Finishing the message in flight' })).toBeVisible()
  expect(standIn.trays[0]?.tooltip).toContain('Finishing the message in flight')
  expect(window().close()).toBe(true)
  electron.app.quit()
  expect(standIn.messages).toEqual([])
  const { now } = Date
  Date.now = () => now() + 21_000
  try {
    electron.app.quit()
    await expect.poll(() => standIn.messages.length).toBe(1)
    expect(standIn.messages[0]).toMatchObject({ message: expect.stringContaining('on its way'), buttons: ['Keep waiting', 'Quit now'] })
    expect(ended).toBe(false)
  } finally {
    Date.now = now
  }
  release()
  await standIn.ended
  expect(smtp.received).toHaveLength(1)
  expect(standIn.exits).toEqual([])

  desktop = await startDesktop({ data })
  const actions = await desktop.client.campaigns.stats({ id })
  expect(actions).toMatchObject({ sent: expect.any(Number) })
  await expect.poll(async () => (await desktop.client.recipients.list({ id, unconfirmed: true })).items.length).toBe(0)
})
