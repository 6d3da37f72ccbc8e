import { expect, type Page, test } from '@playwright/test'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { expectAccessible } from './pages/accessible.ts'
import { inboxPage } from './pages/inbox.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

let host: PageHost
let seeded: Seed
let page: Page
let inbox: ReturnType<typeof inboxPage>
const complaints: string[] = []
const foreign: string[] = []

const german = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'

/** What a person writes back to the first message that they got. */
async function answer(
  address: string,
  name: string,
  n: number,
  body: readonly string[],
  type = 'text/plain',
  head: string[] = [],
): Promise<void> {
  const sent = host.smtp.received.find((mail) => mail.to.includes(address))
  if (!sent) throw new Error(`nothing was sent to ${address}`)
  await host.dovecot.deliver(
    [
      `From: ${name} <${address}>`,
      `To: ${host.dovecot.user}`,
      `Subject: Re: ${sent.subject}`,
      `Message-ID: <inbox-${n}@people.example>`,
      `In-Reply-To: ${sent.messageId}`,
      `References: ${sent.messageId}`,
      `Date: ${new Date().toUTCString()}`,
      `Content-Type: ${type}; charset=utf-8`,
      ...head,
      '',
      ...body,
      '',
    ].join('\r\n'),
  )
}

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  seeded = await seed(host)
  await host.api('POST', `/campaigns/${seeded.campaignId}/activate`)
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(host.pageUrl()).origin) && !request.url().startsWith('data:')) foreign.push(request.url())
  })
  inbox = inboxPage(page)
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(seeded.emails.length)
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

test('an answer appears by itself, unread, and opening it reads it', async () => {
  await inbox.open()
  await expect(page.getByText('No answers here')).toBeVisible()
  await answer('grace@hopper.example', 'Grace Hopper', 1, ['Very well, let us talk.', '', 'On Monday Sam wrote:', '> Hello Grace,'])
  await expect(inbox.unread).toHaveText(/^1/, { timeout: 30_000 })
  await inbox.conversation(/Grace Hopper/).click()
  await expect(inbox.thread).toContainText('Very well, let us talk.')
  await expect(inbox.letters).toHaveCount(2)
  await expect(inbox.thread.getByText('> Hello Grace,')).toBeHidden()
  await expect(inbox.person).toContainText('grace@hopper.example')
  await expect(inbox.person).toContainText('Replied')
  await expect(inbox.unread).toBeHidden()
})

test('an answer by hand can be taken back, and comes back as the draft', async () => {
  await page.keyboard.press('r')
  await expect(inbox.composer).toBeFocused()
  await page.keyboard.type('Tuesday at ten?')
  await page.keyboard.press('Control+Enter')
  await expect(inbox.thread).toContainText(/Leaves in \d+ s/)
  await inbox.takeBack.click()
  await expect(inbox.toast('Taken back')).toBeVisible()
  await expect(inbox.composer).toHaveValue('Tuesday at ten?')
  await expectAccessible(page, 'inbox-taken-back')
  expect(host.smtp.received.length).toBe(seeded.emails.length)
})

test('what was begun survives a reload; sent, it leaves after ten seconds, once, in the thread', async () => {
  await inbox.composer.fill('Wednesday at ten?')
  await expect.poll(async () => (await host.api<{ items: { id: number }[] }>('GET', '/inbox')).items.length).toBe(1)
  const { items } = await host.api<{ items: { id: number }[] }>('GET', '/inbox')
  const id = items[0]?.id
  await expect.poll(async () => (await host.api<{ draft: string }>('GET', `/inbox/${id}`)).draft).toBe('Wednesday at ten?')
  await page.reload()
  await expect(inbox.composer).toHaveValue('Wednesday at ten?')
  const creditsBefore = await host.api<{ used: number }>('GET', '/credits')
  await inbox.send.click()
  await expect(inbox.thread).toContainText(/Leaves in \d+ s/)
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(seeded.emails.length + 1)
  const mail = host.smtp.received.at(-1)
  expect(mail?.to).toContain('grace@hopper.example')
  expect(mail?.inReplyTo).toBe('<inbox-1@people.example>')
  await expect(inbox.thread.getByRole('button', { name: 'Take it back' })).toBeHidden()
  await expect.poll(async () => (await host.api<{ used: number }>('GET', '/credits')).used).toBe(creditsBefore.used + 1)
})

test('what was sent does not lie in the composer again when somebody comes back: they would send it twice', async () => {
  const { items } = await host.api<{ items: { id: number }[] }>('GET', '/inbox')
  const id = items[0]?.id
  await inbox.composer.fill('Bring the drawings.')
  await inbox.send.click()
  await expect(inbox.thread).toContainText(/Leaves in \d+ s/)
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /Today/ }).click()
  await expect(inbox.thread).toBeHidden()
  await page.waitForTimeout(1000)
  expect(await host.api<{ draft: string }>('GET', `/inbox/${id}`)).toMatchObject({ draft: '' })
  await inbox.open()
  await inbox.conversation(/Grace Hopper/).click()
  await expect(inbox.composer).toHaveValue('')
  // The next test answers nothing any more.
  await expect(inbox.takeBack).toBeHidden({ timeout: 30_000 })
})

test('marks, snooze and done by keys, each with its undo', async () => {
  await inbox.conversation(/Grace Hopper/).focus()
  await page.keyboard.press('i')
  await expect(inbox.thread.getByRole('button', { name: 'Interested' })).toHaveAttribute('aria-pressed', 'true')
  await expect(inbox.view('Interested')).toContainText('1')
  // Until this is said a change is still on its way, and no other is taken.
  await expect(inbox.toast('is marked interested')).toBeVisible()
  await page.keyboard.press('s')
  await page.getByRole('menuitem', { name: /Tomorrow morning/ }).click()
  await expect(inbox.view('Snoozed')).toContainText('1')
  await inbox.undoOf('comes back').click()
  await expect(inbox.view('Snoozed')).toContainText('0')
  await inbox.conversation(/Grace Hopper/).click()
  await expect(inbox.letters.first()).toBeVisible()
  await inbox.conversation(/Grace Hopper/).focus()
  await page.keyboard.press('e')
  await expect(inbox.view('Done')).toContainText('1')
  await expect(inbox.conversation(/Grace Hopper/)).toBeHidden()
  await inbox.view('Done').click()
  await expect(inbox.conversation(/Grace Hopper/)).toBeVisible()
  await inbox.view('Open').click()
})

test('a hostile letter is shown safely: nothing runs, nothing loads, links ask first', async () => {
  await answer(
    'ada@lovelace.example',
    `Ada ${german}`,
    2,
    [
      '<p>See <b>this</b></p><script>window.top.hacked = 1</script><img src="https://evil.example/x.png" onerror="top.hacked=1">',
      '<a href="javascript:top.hacked=1">one</a> <a href="https://example.com/offer">the offer</a>',
      '<form action="https://evil.example"><input name="a"></form><style>@import url(https://evil.example/a.css)</style>',
      '<div style="background:url(https://evil.example/b.png);position:fixed">x</div><iframe src="https://evil.example"></iframe>',
    ],
    'text/html',
  )
  await inbox.conversation(/Ada/).click({ timeout: 30_000 })
  await inbox.thread.getByRole('button', { name: 'Show as it was formatted' }).click()
  await expect(inbox.letterFrame.getByText('the offer')).toBeVisible()
  await expect(inbox.letterFrame.locator('script, form, iframe, input, img[src^="http"]')).toHaveCount(0)
  await expect(inbox.thread.getByText(/picture lies on a server/)).toBeVisible()
  await inbox.letterFrame.getByText('the offer').click()
  await expect(inbox.dialog).toContainText('https://example.com/offer')
  await expectAccessible(page, 'inbox-hostile')
  await page.keyboard.press('Escape')
  await expect(inbox.dialog).toBeHidden()
  expect(await page.evaluate('window.hacked')).toBeUndefined()
  expect(foreign).toEqual([])
  expect(page.url()).toContain('#/inbox/')
})

test('never contacted again: asked, done, and there is no answer any more', async () => {
  await page.keyboard.press('u')
  await expect(inbox.dialog).toContainText('ada@lovelace.example')
  await page.getByRole('button', { name: 'Never contact again' }).click()
  await expect(inbox.dialog).toBeHidden()
  await expect(inbox.composer).toBeHidden()
  await expect(inbox.person).toContainText('Never to be contacted again')
  const { total } = await host.api<{ total: number }>('GET', '/suppressions')
  expect(total).toBe(1)
})

test('whoever asks for answers elsewhere is answered there, and the composer says so', async () => {
  const desk = `desk@${german.slice(0, 40).replace('ü', 'ue')}.hopper.example`
  await answer('grace@hopper.example', 'Grace Hopper', 9, ['Please write to my desk.'], 'text/plain', [`Reply-To: ${desk}`])
  await inbox.conversation(/Grace Hopper/).click({ timeout: 15_000 })
  await expect(inbox.thread).toContainText(`They wrote from grace@hopper.example and ask for answers at desk@`)
  await inbox.composer.fill('Gladly.')
  await expectAccessible(page, 'inbox-reply-to')
  await inbox.send.click()
  await expect.poll(() => host.smtp.received.at(-1)?.to, { timeout: 20_000 }).toContain(desk.toLowerCase())
})

test('long words and large screens break nothing; no page error', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 })
  await expectAccessible(page, 'inbox-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
  const { sideways } = await page.evaluate(() => ({
    sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  }))
  expect(sideways).toBe(false)
  await expectAccessible(page, 'inbox')
  expect(complaints).toEqual([])
})
