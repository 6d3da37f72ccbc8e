import { expect, type Page, test } from '@playwright/test'
import { type PageHost, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, picture } from './pages/accessible.ts'
import { campaignPage } from './pages/campaign.ts'
import { recurringPage } from './pages/recurring.ts'
import { todayPage } from './pages/today.ts'
import { aDay, answerWith, creatorsOf, longReason, pastRuns, type RunState, shownDay, simulatedDays } from './run-answers.ts'

// Every state that a recurring campaign comes into over weeks, drawn from answers in the contract's shapes.
test.describe.configure({ mode: 'default' })
test.use({ actionTimeout: 20_000 })

let host: PageHost
let page: Page
let complaints: string[] = []
let recurring: ReturnType<typeof recurringPage>

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  await seed(host, 'Europe/Berlin')
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  recurring = recurringPage(page)
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

async function show(state: RunState, tab = ''): Promise<{ posted: string[] }> {
  const answers = await answerWith(page, state)
  await page.goto(`${new URL(host.pageUrl()).origin}/#/campaigns/1${tab}`)
  await page.reload()
  return answers
}

const current = (more: Parameters<typeof aDay>[1]) =>
  aDay(shownDay, { number: 8, status: 'running', finishedAt: null, ...nothingYet, ...more })
const nothingYet = { found: 0, emailsFound: 0, planned: 0, sent: 0, followUps: 0, replies: 0, creditsUsed: 0, costs: [] }
const sending = current({
  stage: 'sending',
  found: 200,
  emailsFound: 148,
  planned: 141,
  sent: 78,
  followUps: 12,
  replies: 4,
  carriedOver: 7,
})
const withToday = (run: typeof sending) => ({ runs: [run, ...pastRuns(7)], outlook: { current: run } })

test('nothing has run yet: it says when the first run begins', async () => {
  await show({ outlook: { nextRunAt: '2026-12-30T08:00:00.000Z' }, campaign: { testMode: true } })
  await expect(recurring.line).toContainText('No run yet of 30 · next run tomorrow 9:00')
  await expect(recurring.line).toContainText('Test mode')
  await expect(recurring.plan).toContainText('The next run begins tomorrow 9:00')
  await expect(recurring.calendar).toContainText('Next run')
  await picture(page, 'runs-nothing')
})

test('it looks for people, and waits for a provider that failed', async () => {
  const waiting = {
    reason: 'provider' as const,
    message: 'Influencers Club does not answer. It is asked again later; nothing was paid for',
    until: '2026-12-29T12:40:00.000Z',
  }
  const { posted } = await show(withToday(current({ stage: 'discovering', waiting })))
  await expect(recurring.line).toContainText('Run 8 of 30 · looking for people')
  await expect(recurring.plan).toContainText('tried again today 13:40')
  await expectAccessible(page, 'runs-waiting')
  await recurring.tryAgain.click()
  await expect.poll(() => posted).toEqual(['try again'])
  await expect(recurring.plan).not.toContainText('tried again')
})

test('while addresses come in, those who are unsure and those of a Clay table are decided about', async () => {
  const run = current({ stage: 'enriching', found: 200, emailsFound: 61 })
  const { posted } = await show({ ...withToday(run), outlook: { current: run, unsure: 12, awaitingFile: 148 } })
  await expect(recurring.line).toContainText('getting addresses')
  await expect(recurring.clay).toContainText('148 people wait for addresses from your Clay table')
  await expectAccessible(page, 'runs-enriching')
  await expectNoSidewaysScroll(page)
  const download = page.waitForEvent('download')
  await recurring.button('Download CSV').click()
  expect((await download).suggestedFilename()).toBe('clay.csv')
  const chooser = page.waitForEvent('filechooser')
  await recurring.button('Upload the export').click()
  await (await chooser).setFiles({ name: 'export.csv', mimeType: 'text/csv', buffer: Buffer.from('id,email\r\n1,a@b.example\r\n') })
  const taken = page.getByRole('status').filter({ hasText: 'Took 120 addresses. 20 people had none. 8 rows are of nobody who waits here.' })
  await expect(taken).toBeVisible()
  await recurring.button('Ask again…').click()
  await expect(recurring.question('Ask about 12 people again')).toContainText('may charge for them a second time')
  await expectAccessible(page, 'runs-unsure')
  await page.keyboard.press('Escape')
  await expect(recurring.button('Ask again…')).toBeFocused()
  await recurring.button('Leave out…').click()
  await recurring.question('Leave 12 people out').getByRole('button', { name: 'Leave 12 people out' }).click()
  await expect(page.getByText('Left out 12 people')).toBeVisible()
  await expect(recurring.button('Leave out…')).toBeHidden()
  expect(posted).toEqual([expect.stringContaining('a@b.example'), expect.stringContaining('leave_out')])
})

test('it sends: the day as a line, who is carried over, and a day of the past in full, by keyboard', async () => {
  const carried = [
    { count: 5, message: 'The window closes before their turn' },
    { count: 2, message: "Today's 200 credits are used up" },
  ]
  await show({
    ...withToday(sending),
    outlook: { current: sending, carried },
    dots: 141,
    creators: creatorsOf(200),
    credits: { limit: 200, used: 94, left: 106, neededToday: 63, repliesExpected: 9 },
  })
  await expect(recurring.line).toContainText('Run 8 of 30 · sending')
  await expect(recurring.dots).toHaveCount(141)
  await expect(recurring.plan).toContainText('7 people go first in the next run')
  const meter = page.getByRole('region', { name: 'Credits today' })
  await expect(meter).toContainText('Plan still needs 63 of 106')
  await expect(meter).toContainText('About 9 more for replies')
  await expectAccessible(page, 'runs-sending')
  await expectNoSidewaysScroll(page)

  await recurring.day(/^today, run 8/).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(recurring.day(/^Fri 25 Dec, run 6, Partly/)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(recurring.opened).toBeFocused()
  await expect(recurring.opened).toContainText(longReason)
  await expect(recurring.opened).toContainText('12.4 of its credits, in 61 calls')
  await expect(recurring.creators.getByRole('row')).not.toHaveCount(0)
  await expectAccessible(page, 'runs-day')
  await recurring.chip('Unsure 25').click()
  await expect(recurring.creators.getByRole('row').nth(1)).toContainText('you decide')
  await recurring.opened.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(recurring.opened).toContainText('Skipped')
  await expect(recurring.opened).toContainText('asleep until 18:04')
  await expect(recurring.creators).toBeHidden()
  await expect(recurring.opened).not.toContainText('wanted')
  await page.keyboard.press('Escape')
  await expect(recurring.opened).toBeHidden()
  await expect(recurring.day(/Skipped/)).toBeFocused()
})

test('all thirty runs are there, with the days on which nothing ran', async () => {
  const runs = pastRuns(30)
  await show({
    runs,
    outlook: { runsLeft: 0 },
    campaign: { status: 'completed', reason: 'All 30 runs are done, and everybody is through' },
  })
  await expect(recurring.line).toContainText('30 of 30 runs · all done')
  await expect(recurring.days).toHaveCount(runs.length)
  await expectAccessible(page, 'runs-thirty')
  await page.setViewportSize({ width: 3840, height: 2160 })
  await expectNoSidewaysScroll(page)
  await picture(page, 'runs-thirty-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('paused because nobody is left, with what to do', async () => {
  const none = [1, 2, 3].map((back) =>
    aDay(`2026-12-2${back + 2}`, { status: 'succeeded', number: back + 4, ...nothingYet, alreadyKnown: 200, reason: 'Nobody new matches' }),
  )
  const reason = 'Three runs in a row found nobody new. Widen whom it looks for, then resume it'
  await show({ runs: none, outlook: { runsDone: 7 }, campaign: { status: 'paused', reason } })
  await expect(recurring.line).toContainText('7 of 30 runs done · paused')
  await expect(page.getByText(reason)).toBeVisible()
  await picture(page, 'runs-paused')
})

test('a draft is simulated: progress, the result as a picture, and leaving it stops it', async () => {
  const days = simulatedDays()
  const done: Partial<ReturnType<NonNullable<RunState['simulation']>>> = {
    state: 'done',
    progress: 1,
    days,
    sent: days.reduce((sum, day) => sum + day.sent, 0),
    replies: days.reduce((sum, day) => sum + day.replies, 0),
    creditsUsed: days.reduce((sum, day) => sum + day.creditsUsed, 0),
    providerCredits: 42.5,
    tookMs: 900,
  }
  let finish = false
  const { posted } = await show({
    campaign: { status: 'draft' },
    simulation: (asked) => (finish ? done : { progress: Math.min(0.9, asked / 30), days: days.slice(0, asked) }),
  })
  await recurring.simulate.click()
  await expect(recurring.simulation).toContainText(/Day \d+ of 30/)
  await picture(page, 'simulation-running')
  await page.keyboard.press('Escape')
  await expect(recurring.simulation).toBeHidden()
  await expect(recurring.simulate).toBeFocused()
  await expect.poll(() => posted).toEqual(['cancel'])
  finish = true
  await page.keyboard.press('Enter')
  await expect(recurring.simulation).toContainText('It would still be running after 30 days.')
  await expect(recurring.simulation).toContainText('invented: about 4.5%')
  await expectAccessible(page, 'simulation-done')
  await recurring.simulation.getByText('Day by day in numbers').click()
  await expect(recurring.simulation.getByRole('row')).toHaveCount(31)
  await picture(page, 'simulation-table')
  finish = false
  await recurring.simulation.getByRole('button', { name: 'Simulate 90 days' }).click()
  await expect(recurring.simulation).toContainText(/Day \d+ of 90/)
  await expect(recurring.simulation.getByRole('button', { name: 'Cancel' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect.poll(() => posted).toEqual(['cancel', 'cancel'])
})

test('today names a provider that has to be seen to, and lets one decide about the unsure', async () => {
  const { posted } = await answerWith(page, {
    needs: [
      { kind: 'provider', key: 'provider-clay', at: null, provider: 'clay', message: 'Clay refused the key. Enter one that works.' },
      {
        kind: 'unsure',
        key: 'unsure-1',
        at: '2026-12-29T09:00:00.000Z',
        campaignId: 1,
        campaignName: 'Adressanreicherungskampagne für Kaffeevollautomatenreinigungsspezialistinnen',
        count: 12,
        message: 'They may have been paid for without an answer',
      },
    ],
  })
  await page.goto(`${new URL(host.pageUrl()).origin}/#/`)
  await page.reload()
  const today = todayPage(page)
  await expect(today.act(/^Clay/)).toHaveAttribute('href', '#/providers?connect=clay')
  await expectAccessible(page, 'runs-needs')
  await today.act(/12 unsure/).click()
  const question = recurring.question(/Ask about 12 people again, or leave them all out/)
  await expect(question).toContainText('charged for a second time')
  await expectAccessible(page, 'runs-needs-decide')
  await question.getByRole('button', { name: 'Leave 12 people out' }).click()
  await expect(question).toBeHidden()
  expect(posted).toEqual([expect.stringContaining('leave_out')])
})

test('its settings say whom it looks for, and lead to where that is changed', async () => {
  await show({ runs: [], outlook: {} }, '/settings')
  await expect(page.getByText('People on Instagram about “home barista”, with 5,000 to 90,000 followers')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Edit whom it looks for' })).toHaveAttribute('href', '#/campaigns/1/build/audience')
  await expectAccessible(page, 'runs-settings')
  await campaignPage(page).menu.click()
  await campaignPage(page).item('Simulate 30 days').click()
  await expect(recurring.simulation).toBeVisible()
  await page.keyboard.press('Escape')
  expect(complaints).toEqual([])
})
