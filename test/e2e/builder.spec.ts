import { expect, type Page, test } from '@playwright/test'
import { type PageHost, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, picture } from './pages/accessible.ts'
import { builderPage } from './pages/builder.ts'
import { frameOf } from './pages/frame.ts'
import { daylightCity } from './zones.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 20_000 })

let host: PageHost
let page: Page
let builder: ReturnType<typeof builderPage>
let campaignId: number
let complaints: string[] = []

const german = 'Donaudampfschifffahrtsgesellschaftskapitänskajütenausstattung'

interface Step {
  id: number
  subject: string
  body: string
  delayDays: number
  campaignVersion: number
}

const steps = () => host.api<Step[]>('GET', `/campaigns/${campaignId}/sequences`)
const campaign = () => host.api<{ id: number; name: string; version: number; status: string }>('GET', `/campaigns/${campaignId}`)

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  await seed(host)
  await host.api('POST', '/contacts', {
    email: `kapitaen@${german.toLowerCase().slice(0, 40).replace('ä', 'ae')}.example`,
    fullName: `Maximilian ${german}`,
    companyName: `${german} GmbH`,
    tags: ['Reederei'],
    customFields: { city: 'Köln' },
  })
  await host.api('POST', '/contacts', { email: 'nobody@unknown.example', tags: ['Reederei'] })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  builder = builderPage(page)
  await page.goto(host.pageUrl())
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

test('a campaign begins in the palette, by keyboard, and gets its name in the heading', async () => {
  await frameOf(page).find('new campaign', /New campaign for people you choose/)
  await expect(builder.name).toHaveValue('New campaign')
  campaignId = Number(/campaigns\/(\d+)\/build\/audience/.exec(page.url())?.[1])
  await expect(builder.step('Audience')).toContainText('Nobody yet')
  await expect(builder.step('Sequence')).toContainText('No step yet')
  await builder.name.focus()
  await page.keyboard.type('Winback')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await campaign()).name).toBe('Winback')
  await expect(builder.saveState).toHaveText('Saved')
  await expect(page).toHaveTitle(/^Winback/)
})

test('people are chosen by tag, by search, and one by one, with the number said before', async () => {
  await builder.way('Tag').click()
  await builder.field('Everybody with this tag').selectOption('Reederei')
  await expect(builder.add).toHaveText('Add 2 people')
  await builder.add.click()
  await expect(page.getByText('2 people added.')).toBeVisible()
  await expect(builder.people).toContainText(`Maximilian ${german}`)
  await builder.way('Search').click()
  await builder.field('Everybody who matches').fill('hopper')
  await expect(builder.add).toHaveText('Add 1 person')
  await builder.add.click()
  await expect(builder.people).toContainText('Grace Hopper')
  await builder.way('Pick').click()
  await builder.field('Find people').fill('')
  await builder.pick('Ada Lovelace').check()
  await builder.pick('Grace Hopper').check()
  await expect(builder.add).toHaveText('Add 2 people')
  await expectAccessible(page, 'builder-audience')
  await builder.add.click()
  await expect(page.getByText('1 person added. 1 was in already.')).toBeVisible()
  await builder.way('Everybody').click()
  await builder.add.click()
  await expect(builder.step('Audience')).toContainText('6 people')
})

test('somebody is taken out and put back', async () => {
  await builder.takeOut('Radia Perlman').click()
  await expect(builder.peopleIn.getByText('Radia Perlman')).toBeHidden()
  await expect(builder.step('Audience')).toContainText('5 people')
  await builder.undo.click()
  await expect(builder.peopleIn.getByText('Radia Perlman')).toBeVisible()
  await expect(builder.step('Audience')).toContainText('6 people')
})

test('the message is written beside the real one, and saved while one types', async () => {
  await page.keyboard.press('Control+Enter')
  await builder.writeFirst.click()
  await expect(builder.card(1)).toBeFocused()
  await builder.subject.fill('About {{ companyName }}')
  await builder.text.fill('Hello {{ firstName }},\n\nhow is {{ city }}?')
  await expect(builder.message).toContainText(`How is Köln`, { ignoreCase: true })
  await expect(builder.saveState).toHaveText('Saved')
  expect((await steps())[0]).toMatchObject({ subject: 'About {{ companyName }}', body: 'Hello {{ firstName }},\n\nhow is {{ city }}?' })
  await builder.mostGaps.click()
  await expect(builder.message).toContainText('nobody@unknown.example')
  await expect(builder.gaps).toHaveText([/companyName/, /firstName/, /city/])
  await expectAccessible(page, 'builder-gaps')
})

test('a variable is put where the caret stands, with its fallback', async () => {
  await builder.text.fill('Hello ')
  await builder.insertVariable.click()
  await page.getByRole('menuitemcheckbox', { name: /With a fallback/ }).click()
  await builder.menuItem(/First name/).click()
  await expect(builder.text).toHaveValue('Hello {{ firstName | default: "" }}')
  await page.keyboard.type('there')
  await expect(builder.message).toContainText('Hello there')
  await expect(builder.text).toBeFocused()
})

test('half a template is not saved, is said in words, and is still there when the page comes back', async () => {
  await builder.text.fill('Hello {{ firstName | default: "there" }}, from {{ city')
  await expect(builder.editor.getByRole('alert')).toContainText('is not closed with }}')
  await expect(builder.saveState).toHaveText('Not all is saved')
  await page.reload()
  await expect(builder.text).toHaveValue('Hello {{ firstName | default: "there" }}, from {{ city')
  await builder.text.fill('Hello {{ firstName | default: "there" }}, from us')
  await expect(builder.saveState).toHaveText('Saved')
  expect((await steps())[0]?.body).toBe('Hello {{ firstName | default: "there" }}, from us')
})

test('steps are added, moved, copied, deleted and put back, by keyboard too', async () => {
  await builder.addFollowUp.click()
  await expect(builder.card(2)).toBeFocused()
  await expect(builder.editor).toHaveAccessibleName('Step 2')
  await expect(builder.card(2)).toContainText('Re: About {{ companyName }}')
  await builder.text.fill('Just once more.')
  await expect(builder.message).toContainText('Re: About')
  await builder.wait(2, 'days').fill('5')
  await builder.addFollowUp.click()
  await expect(builder.card(3)).toBeFocused()
  await expect(builder.editor).toHaveAccessibleName('Step 3')
  await builder.subject.fill('A last word')
  await expect(builder.saveState).toHaveText('Saved')
  await builder.card(3).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(builder.card(2)).toContainText('A last word')
  await expect.poll(async () => (await steps()).map(({ subject }) => subject)).toEqual(['About {{ companyName }}', 'A last word', ''])
  // The same with the handle, as a screen reader's user does it.
  await builder.grip(2).focus()
  await page.keyboard.press('Space')
  await expect(page.getByText(/(Picked up|would stand) .*place 2 of 3\./)).toBeAttached()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText('It would stand at place 3 of 3.')).toBeAttached()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await steps()).map(({ subject }) => subject)).toEqual(['About {{ companyName }}', '', 'A last word'])
  await builder.actions(3).click()
  await builder.menuItem('Delete').click()
  await expect(builder.cards).toHaveCount(2)
  await expect(builder.card(2)).toBeFocused()
  await builder.undo.click()
  await expect(builder.cards).toHaveCount(3)
  await builder.actions(3).click()
  await builder.menuItem('Duplicate').click()
  await expect(builder.cards).toHaveCount(4)
  await builder.actions(4).click()
  await builder.menuItem('Delete').click()
  await expect(builder.cards).toHaveCount(3)
  expect((await steps()).map(({ delayDays }) => delayDays)).toEqual([0, 5, 3])
})

test('what is typed while the engine is away is kept, and saved when it is back', async () => {
  await builder.card(1).click()
  await expect(builder.editor).toHaveAccessibleName('Step 1')
  await host.stop('SIGKILL')
  await builder.text.fill('Typed while it was away.')
  await expect(builder.notSaved).toBeVisible()
  await expect(builder.text).toHaveValue('Typed while it was away.')
  await host.start()
  // It tries by itself every few seconds too: then there is nothing left to press.
  await builder.tryAgain.or(builder.saveState).click()
  await expect(builder.saveState).toHaveText('Saved', { timeout: 30_000 })
  expect((await steps())[0]?.body).toBe('Typed while it was away.')
})

test('a test goes to oneself, after the address was named', async () => {
  await builder.sendTest.click()
  await expect(builder.dialog).toContainText(host.dovecot.user)
  await builder.inDialog(`Send the test to ${host.dovecot.user}`).click()
  await expect(builder.dialog).toBeHidden()
  await expect.poll(() => host.smtp.received.map(({ subject }) => subject)).toContainEqual(expect.stringMatching(/Test.*About/))
})

test('a change in another window is followed, and never overwritten unasked', async () => {
  const [first] = await steps()
  if (!first) throw new Error('there is no step')
  const theirs = (body: string, subject = first.subject) =>
    host.api('PUT', `/campaigns/${campaignId}/sequences/${first.id}`, { subject, body })
  await theirs('Written elsewhere.')
  await expect(builder.text).toHaveValue('Written elsewhere.')

  // Typed here while it is changed there: the next save is held back long enough for the other to be first.
  const beforeNextSave = (work: () => Promise<unknown>) =>
    page.route(
      /\/api\/campaigns\/\d+\/sequences\/\d+$/,
      async (route) => {
        await work()
        await route.continue()
      },
      { times: 1 },
    )
  await beforeNextSave(() => theirs('Theirs.', 'Their subject'))
  await builder.text.fill('Mine.')
  await expect(builder.dialog).toContainText('changed in another window')
  await expect(builder.dialog).toContainText('Their subject')
  await expect(builder.dialog).toContainText('Theirs.')
  expect((await steps())[0]?.body).toBe('Theirs.')
  await expectAccessible(page, 'builder-conflict')
  await builder.inDialog('Keep mine').click()
  await expect(builder.saveState).toHaveText('Saved')
  expect((await steps())[0]).toMatchObject({ subject: 'Their subject', body: 'Mine.' })

  await beforeNextSave(() => theirs('Theirs again.'))
  await builder.text.fill('Mine again.')
  await builder.inDialog('Take theirs').click()
  await expect(builder.text).toHaveValue('Theirs again.')
  await expect(builder.saveState).toHaveText('Saved')
  expect((await steps())[0]?.body).toBe('Theirs again.')
})

test('the schedule says in plain words what comes of it', async () => {
  await builder.text.fill('Hello {{ firstName | default: "there" }}')
  await builder.step('Schedule').click()
  await builder.field('From').selectOption('00:00')
  await builder.field('To').selectOption('24:00')
  for (const day of ['Saturday', 'Sunday']) await builder.day(day).click()
  await expect(builder.summary).toContainText(`Every day, at any hour in ${daylightCity}`)
  await expect(builder.summary).toContainText('18 messages to 6 people')
  await expectAccessible(page, 'builder-schedule')
  await expectNoSidewaysScroll(page)
})

test('the review has the whole plan, the first messages in full, and the numbers of the query that sends', async () => {
  await page.keyboard.press('Control+Enter')
  await expect(builder.checklist).toContainText('1 person would not get every message')
  await expectAccessible(page, 'builder-review')
  await builder.tab('Who gets what').click()
  await expect(page.getByTestId('plan-messages')).toContainText('grace@hopper.example')
  await expect(page.getByText('18 messages', { exact: true })).toBeVisible()
  await expectAccessible(page, 'builder-plan')
  await page.getByTestId('plan-messages').getByRole('button', { name: 'Grace Hopper' }).first().click()
  await expect(builder.dialog).toContainText('Hello Grace')
  await page.keyboard.press('Escape')
  await expect(builder.dialog).toBeHidden()
  await builder.tab('First ten messages').click()
  await expect(page.getByRole('article', { name: 'Message to ada@lovelace.example' })).toContainText('Hello Ada')
  await picture(page, 'builder-letters')
})

test('everything has its place at 4K, and with long words', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 })
  await builder.step('Sequence').click()
  await builder.subject.fill(`${german} ${german}`)
  await expect(builder.message).toContainText(german)
  await expectNoSidewaysScroll(page)
  await picture(page, 'builder-sequence-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
  await builder.name.fill(`${german} ${german}`)
  await expectNoSidewaysScroll(page)
  await picture(page, 'builder-long-words')
  await builder.subject.fill('A question, {{ firstName | default: "hello" }}')
  await builder.name.fill('Winback')
  await expect(builder.saveState).toHaveText('Saved')
})

test('it is activated after one question that names the number and the time', async () => {
  await builder.step('Review').click()
  await expect(builder.activate).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(builder.dialog).toContainText(/Activate and send to 6 people from (now on|today|tomorrow)/)
  await expectAccessible(page, 'builder-activate')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/campaigns/${campaignId}$`))
  expect((await campaign()).status).toBe('active')
})

test('a campaign that runs is changed only after a look at what that does', async () => {
  await builder.open(campaignId, 'sequence')
  await builder.card(2).click()
  await expect(builder.editor).toHaveAccessibleName('Step 2')
  const before = (await steps())[1]?.body
  await builder.text.fill('A new text for the second step.')
  await builder.wait(2, 'days').fill('7')
  await expect(builder.saveState).toHaveText('Not applied yet')
  await page.waitForTimeout(1_000)
  expect((await steps())[1]?.body).toBe(before)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(builder.text).toHaveValue(before ?? '')
  await builder.undo.click()
  await expect(builder.text).toHaveValue('A new text for the second step.')
  await page.keyboard.press('Control+Enter')
  await expect(builder.dialog).toContainText('What this will change')
  await expect(builder.dialog).toContainText('Step 2 gets a new text.')
  await expectAccessible(page, 'builder-change')
  await builder.inDialog(/^Apply/).click()
  await expect(builder.dialog).toBeHidden()
  expect((await steps())[1]).toMatchObject({ body: 'A new text for the second step.', delayDays: 7 })
  await builder.actions(3).click()
  await builder.menuItem('Delete').click()
  await expect(builder.dialog).toContainText('Step 3 is removed.')
  await builder.inDialog('Cancel').click()
  await expect(builder.cards).toHaveCount(3)
})

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([])
})
