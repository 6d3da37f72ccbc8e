import { expect, type Page, test } from '@playwright/test'
import type { Needs, Today } from '../../src/shared/schemas/today.ts'
import type { Credits, EngineStatus } from '../../src/shared/schemas/workspace.ts'
import { answerTo } from './letters.ts'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, picture, shownText } from './pages/accessible.ts'
import { frameOf } from './pages/frame.ts'
import { inboxPage } from './pages/inbox.ts'
import { todayPage } from './pages/today.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 20_000 })

let host: PageHost
let seeded: Seed
let page: Page
let frame: ReturnType<typeof frameOf>
let today: ReturnType<typeof todayPage>
let complaints: string[] = []

const german = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  frame = frameOf(page)
  today = todayPage(page)
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

const numberBefore = (text: string, word: RegExp) => Number(new RegExp(`(\\d+) ${word.source}`).exec(text)?.[1] ?? 0)

/** What the screen says of the day, as numbers. */
async function shown() {
  const figures = await shownText(today.figures)
  const text = figures.replace(/\s+/g, ' ')
  const meter = (await shownText(frame.meter)).replace(/\s+/g, ' ')
  return {
    sent: numberBefore(text, /sent/),
    planned: numberBefore(text, /still to leave/),
    held: numberBefore(text, /held/),
    unconfirmed: numberBefore(text, /unconfirmed/),
    replies: numberBefore(text, /repl(y|ies)/),
    used: Number(/^(\d+) \/ \d+/.exec(meter)?.[1]),
    left: numberBefore(meter, /left today/),
    needed: Number(/Plan still needs (\d+)/.exec(meter)?.[1]),
    dots: await today.dots.count(),
    needs: await today.needs.getByRole('listitem').count(),
    needsOnPill: numberBefore(await shownText(frame.pill), /needs? you/),
    pill: (await shownText(frame.pill)).replace(/\s+/g, ' '),
  }
}

/** The same as the engine has it: the figures of the line, of the meter, of the pill, of what needs somebody. */
async function known() {
  const [day, needs, credits, status] = await Promise.all([
    host.api<Today>('GET', '/today'),
    host.api<Needs>('GET', '/today/needs'),
    host.api<Credits>('GET', '/credits'),
    host.api<EngineStatus>('GET', '/engine'),
  ])
  const { sent, planned, held, unconfirmed, replies } = day
  return {
    ...{ sent, planned, held, unconfirmed, replies },
    ...{ used: credits.used, left: credits.left, needed: credits.neededToday },
    ...{ dots: day.dots.length, needs: needs.total, needsOnPill: status.needs },
    pill: expect.stringContaining(status.text),
  }
}

/** What a person sees and what the engine knows are the same, as soon as the page has heard of it. */
async function expectAgreement(): Promise<void> {
  await expect(async () => expect(await shown()).toEqual(await known())).toPass({ timeout: 30_000 })
}

test('at the first start: the guide, an empty day, and nothing that needs anybody', async () => {
  await expect(today.guide).toContainText('See it work first')
  await expect(today.guide).toContainText('Connect your mailbox')
  await expect(today.guideStep('Bring your people')).toContainText('new people found every day')
  await expect(today.findPeople).toBeVisible()
  await expect(today.nothingNeeded).toBeVisible()
  await expect(today.day).toContainText('Nothing leaves today.')
  await expect(today.running).toBeHidden()
  await expectAgreement()
  await expectAccessible(page, 'today-empty')
  await expectNoSidewaysScroll(page)
})

test('the guide ticks off what is there, and goes on where one stands', async () => {
  seeded = await seed(host)
  await expect(today.guideStep('Connect your mailbox')).toContainText('(done)')
  await expect(today.guideStep('Bring your people')).toContainText('(done)')
  await expect(today.connect).toBeHidden()
  await today.guideStep('Write a campaign').getByRole('link', { name: 'Go on' }).click()
  await expect(page).toHaveURL(new RegExp(`#/campaigns/${seeded.campaignId}/build`))
  await today.open()
})

test('messages leave: line, meter and pill tell the same as the engine', async () => {
  await host.api('POST', `/campaigns/${seeded.campaignId}/activate`)
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(4)
  await expect(today.figure('sent')).toContainText('4')
  await expect(today.guide).toContainText('Your first campaign is on its way')
  await expect(today.running.getByRole('row', { name: /Autumn outreach/ })).toContainText('Active')
  await expectAgreement()
})

test('a message of which nobody knows is decided in its row, and the line follows', async () => {
  host.holdAnswer(() => true)
  await host.api('POST', '/contacts', { email: 'margaret@hamilton.example', firstName: 'Margaret', lastName: 'Hamilton' })
  await host.api('POST', `/campaigns/${seeded.campaignId}/recipients`, { emails: ['margaret@hamilton.example'] })
  const sending = async () => (await host.api<{ sending: number }>('GET', `/campaigns/${seeded.campaignId}/stats`)).sending
  await expect.poll(sending, { timeout: 30_000 }).toBe(1)
  await host.stop('SIGKILL')
  await expect(frame.connectionLost).toBeVisible()
  host.holdAnswer(() => false)
  await host.start()
  await expect(frame.connectionLost).toBeHidden({ timeout: 30_000 })
  await expect(today.need('was it sent?')).toBeVisible({ timeout: 30_000 })
  await expectAgreement()
  await today.act('was it sent?').click()
  await expect(frame.dialog).toContainText('they may get it twice')
  await expectAccessible(page, 'today-decide')
  await page.keyboard.press('Escape')
  await expect(today.act('was it sent?')).toBeFocused()
  await today.act('was it sent?').click()
  await frame.dialog.getByRole('button', { name: 'It was sent' }).click()
  await expect(today.need('was it sent?')).toBeHidden()
  expect(host.smtp.received.length).toBe(4)
  await expectAgreement()
})

test('some leave later, one lacks a name: planned and held are dots of their own', async () => {
  await host.api('POST', `/campaigns/${seeded.campaignId}/recipients`, { emails: ['nameless@people.example'] })
  await expect(today.figure('held')).toContainText('1', { timeout: 30_000 })
  const [mailbox] = await host.api<{ id: number }[]>('GET', '/mailboxes')
  await host.api('PUT', `/mailboxes/${mailbox?.id}`, { gapSeconds: 1800 })
  const more = ['Edsger Dijkstra', 'Annie Easley', `Konrad ${german}`]
  const emails = more.map((_, index) => `more${index}@people.example`)
  for (const [index, name] of more.entries()) {
    const [firstName, lastName] = name.split(' ')
    await host.api('POST', '/contacts', { email: emails[index], firstName, lastName })
  }
  await host.api('POST', `/campaigns/${seeded.campaignId}/recipients`, { emails })
  await expect.poll(async () => (await known()).planned).toBeGreaterThan(0)
  await expectAgreement()
  await expectAccessible(page, 'today-planned')
})

test('dots by keyboard: one stop, arrows go on, the line below tells whose it is, Enter opens the person', async () => {
  const dots = await today.dots.count()
  expect(dots).toBeGreaterThan(5)
  await today.dots.first().focus()
  await expect(today.told).toContainText(/Autumn outreach, step 1/)
  const first = await shownText(today.told)
  await page.keyboard.press('ArrowRight')
  await expect(today.dots.nth(1)).toBeFocused()
  await expect(today.told).not.toHaveText(first)
  for (let step = 0; step < dots + 2; step++) await page.keyboard.press('ArrowRight')
  await expect(today.dots.last()).toBeFocused()
  await expect(today.day.locator('button[tabindex="0"]')).toHaveCount(1)
  const name = await today.dots.last().getAttribute('aria-label')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`#/campaigns/${seeded.campaignId}/recipients`))
  await expect(page.getByTestId('person')).toHaveAccessibleName(name?.split(',')[0] ?? '')
  await today.open()
})

test('what is held leads to those whom it is about', async () => {
  await today.act(/1 held/).click()
  await expect(page).toHaveURL(new RegExp(`#/campaigns/${seeded.campaignId}/recipients`))
  const rows = page.getByTestId('recipients').getByRole('row')
  await expect(rows).toHaveCount(2)
  await expect(rows.last()).toContainText('nameless@people.example')
  await today.open()
})

test('an answer needs somebody, leads to its conversation, and is gone once it was read', async () => {
  const sent = host.smtp.received.find((mail) => mail.to.includes('grace@hopper.example'))
  if (!sent) throw new Error('Grace got nothing')
  const letter = {
    from: 'Grace Hopper <grace@hopper.example>',
    to: host.dovecot.user,
    messageId: 'today@hopper.example',
    text: 'Yes, gladly.',
  }
  await host.dovecot.deliver(answerTo(sent, letter))
  await expect(today.need('Grace Hopper')).toContainText('Yes, gladly.', { timeout: 30_000 })
  await expect(today.figure(/repl/)).toContainText('1')
  await expect(frame.unread).toContainText('1')
  await expectAgreement()
  await picture(page, 'today-needs')
  await today.act('Grace Hopper').click()
  await expect(inboxPage(page).letters.last()).toContainText('Yes, gladly.')
  await expect(frame.unread).toBeHidden()
  await today.open()
  await expectAgreement()
})

test('all is stopped and goes on by the pill, and every figure with it', async () => {
  await page.locator('body').press('w')
  await expect(frame.why).toBeVisible()
  await expect(frame.why.getByRole('button', { name: 'Pause all sending' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(frame.pill).toContainText('Paused by you')
  await page.keyboard.press('Escape')
  await expectAgreement()
  await frame.pill.click()
  await frame.why.getByRole('button', { name: 'Resume sending' }).click()
  await expect(frame.pill).not.toContainText('Paused by you')
  await page.keyboard.press('Escape')
  await expect(frame.pill).toBeFocused()
  await expectAgreement()
})

test('the guide is put away, for good', async () => {
  await today.putGuideAway.click()
  await expect(today.guide).toBeHidden()
  await page.reload()
  await expect(today.day).toBeVisible()
  await expect(today.guide).toBeHidden()
})

test('the main thing stands at 1280 × 720 without scrolling, and lines stay short at 4K', async () => {
  await host.api('PUT', `/campaigns/${seeded.campaignId}`, { name: `${german} ${german}` })
  await expect(today.running).toContainText(german)
  await expect(today.needs).toBeInViewport({ ratio: 0.9 })
  await expectNoSidewaysScroll(page)
  await expectAccessible(page, 'today-long')
  await page.setViewportSize({ width: 3840, height: 2160 })
  const box = await today.day.boundingBox()
  expect(box?.width).toBeLessThanOrEqual(1600)
  await expectNoSidewaysScroll(page)
  await picture(page, 'today-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([])
})
