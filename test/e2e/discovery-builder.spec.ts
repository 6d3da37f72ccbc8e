import { expect, type Page, test } from '@playwright/test'
import { type FakeInfluencersClub, startInfluencersClub } from '../fakes/influencers-club.ts'
import { fault } from '../fakes/stub.ts'
import { type PageHost, seed, startPageHost } from './page-host.ts'
import { expectAccessible, expectNoSidewaysScroll, listenForComplaints, picture } from './pages/accessible.ts'
import { builderPage } from './pages/builder.ts'
import { discoveryPage } from './pages/discovery.ts'
import { daylight, daylightCity } from './zones.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: 20_000 })

let host: PageHost
let club: FakeInfluencersClub
let page: Page
let builder: ReturnType<typeof builderPage>
let discovery: ReturnType<typeof discoveryPage>
let campaignId: number
let listId: number
let complaints: string[] = []

const german = 'Donaudampfschifffahrtsgesellschaftskapitänskajütenausstattung'

interface Campaign {
  id: number
  status: string
  audience: string
  testMode: boolean
  version: number
  discovery: {
    criteria: Record<string, unknown>
    enrichment: string[]
    runs: number
    perRun: number | null
    followUpsFirst: boolean
    share: number
  }
}

const campaign = () => host.api<Campaign>('GET', `/campaigns/${campaignId}`)
const saved = async () => {
  await expect(builder.saveState).toHaveText('Saved')
  return (await campaign()).discovery
}

test.beforeAll(async ({ browser }) => {
  club = await startInfluencersClub()
  host = await startPageHost({ environment: { CAMPAIGN_DESK_INFLUENCERS_CLUB_URL: club.url } })
  listId = (await seed(host)).campaignId
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  builder = builderPage(page)
  discovery = discoveryPage(page)
  await page.goto(host.pageUrl())
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
  await club?.close()
})

test('both kinds of campaign are offered, and the one with people in it stays as it is', async () => {
  await builder.open(listId)
  await expect(page.getByText('4 people are in it. Take them out first to look for new people instead.')).toBeVisible()
  await expect(discovery.kind('New people every day')).toBeHidden()
  await page.evaluate(() => {
    location.hash = '/campaigns'
  })
  await page.getByRole('button', { name: 'New campaign' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: /^People you choose/ })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(discovery.kind('New people every day')).toBeChecked()
  campaignId = Number(/campaigns\/(\d+)\/build\/audience/.exec(page.url())?.[1])
  await expect(builder.step('Audience')).toContainText('Whom to look for')
})

test('the kind of a draft without people can be changed, there and back', async () => {
  await discovery.choose('People you choose')
  await expect(page.getByRole('region', { name: 'Add people' })).toBeVisible()
  await expect.poll(async () => (await campaign()).audience).toBe('list')
  await discovery.choose('New people every day')
  await expect.poll(async () => (await campaign()).audience).toBe('discovery')
})

test('without a provider the way out is named, and the free part is there all the same', async () => {
  await expect(discovery.preview).toContainText('Influencers Club, which is not connected yet')
  await expect(discovery.preview.getByRole('link', { name: 'Connect Influencers Club' })).toBeVisible()
  await expect(discovery.look).toBeHidden()
  await expect(discovery.figures).toContainText('200 people')
  await expect(discovery.chainRow('Clay routine').getByRole('link', { name: 'Connect it (Clay routine)' })).toBeAttached()
  await expectAccessible(page, 'discovery-empty')
  await expectNoSidewaysScroll(page)
})

test('whom it looks for is written as people write, and saved while one types', async () => {
  await discovery.niche.fill('coffee')
  await discovery.from.fill('5k')
  await discovery.to.fill('1.2M')
  await discovery.engagement.fill('1.5')
  await discovery.anyWord.fill('espresso')
  await page.keyboard.press('Enter')
  await discovery.noWord.fill('giveaway,raffle')
  await page.keyboard.press('Enter')
  await discovery.places.fill('United States')
  await page.keyboard.press('Enter')
  await discovery.languages.fill('German')
  await discovery.option('German').click()
  await page.keyboard.press('Escape')
  await expect(discovery.from).toHaveValue('5,000')
  await expect(discovery.to).toHaveValue('1,200,000')
  await expect
    .poll(async () => (await saved()).criteria)
    .toMatchObject({
      niche: 'coffee',
      followersMin: 5_000,
      followersMax: 1_200_000,
      engagementMinPercent: 1.5,
      keywords: ['espresso'],
      excludeKeywords: ['giveaway', 'raffle'],
      locations: ['United States'],
      languages: ['de'],
    })
  await expect(builder.step('Audience')).toContainText('Not connected')
})

test('what cannot be right is said at its field, and changes nothing', async () => {
  await discovery.to.fill('many')
  await expect(discovery.form).toContainText('A number, such as 5k or 1.2M')
  expect((await saved()).criteria).toMatchObject({ followersMax: 1_200_000 })
  await discovery.to.fill('4k')
  await expect(discovery.form).toContainText('Fewer than the least')
  await expect(builder.saveState).toHaveText('Not all is saved')
  await discovery.to.fill('')
  await discovery.niche.fill('co')
  await expect(discovery.form).toContainText('At least 3 characters, or none')
  await expect(builder.saveState).toHaveText('Not all is saved')
  await discovery.niche.fill('coffee')
  await expect.poll(async () => (await saved()).criteria).toMatchObject({ niche: 'coffee', followersMax: null })
})

test('handles that are never taken are pasted, many at once', async () => {
  await discovery.pasteHandles.click()
  await discovery.handles.fill(
    `@bean.lab, https://www.instagram.com/moka/ not/one\n${Array.from({ length: 400 }, (_, n) => `seen_${n}`).join('\n')}`,
  )
  await expect(builder.dialog).toContainText('402 handles of at most 10,000')
  await expect(builder.dialog).toContainText('No handles: not/one. They are left out.')
  await expectAccessible(page, 'discovery-handles')
  await builder.inDialog('Keep 402 handles').click()
  await expect(discovery.form).toContainText('Never take: 402 handles')
  await expect(discovery.pasteHandles).toBeFocused()
  await expect.poll(async () => ((await saved()).criteria.excludeHandles as string[]).slice(0, 3)).toEqual(['bean.lab', 'moka', 'seen_0'])
})

test('how many a day, for how long, and who gives addresses is chosen by keyboard', async () => {
  await discovery.aDay.fill('40')
  await discovery.runs.fill('12')
  await discovery.creditsGoTo('New people')
  await expect.poll(async () => await saved()).toMatchObject({ perRun: 40, runs: 12, followUpsFirst: false })
  await expect(discovery.share).toBeHidden()
  expect(await discovery.order()).toEqual(['Clay routine', 'Influencers Club'])
  await discovery.enricher('Clay routine').focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(discovery.order).toEqual(['Influencers Club', 'Clay routine'])
  await expect(discovery.enricher('Clay routine')).toBeFocused()
  await discovery.earlier('Clay routine').click()
  await expect.poll(discovery.order).toEqual(['Clay routine', 'Influencers Club'])
  await discovery.enricher('Clay routine').focus()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await saved()).enrichment).toEqual(['influencers_club'])
  // Somebody has to give addresses.
  await discovery.enricher('Influencers Club').focus()
  await page.keyboard.press('Space')
  await expect(discovery.enricher('Influencers Club')).toBeChecked()
  await discovery.chain.scrollIntoViewIfNeeded()
  await expectAccessible(page, 'discovery-chain')
})

test('test mode shows invented people for nothing, and what was shown goes out of date', async () => {
  await discovery.tryInTestMode.click()
  await expect(discovery.testMode).toBeChecked()
  await discovery.look.click()
  await expect(discovery.found).toHaveCount(10)
  await expect(discovery.preview).toContainText('invented')
  await expect(discovery.figures).toContainText('nothing')
  await expectAccessible(page, 'discovery-preview')
  await discovery.niche.fill('coffee at home')
  await expect(discovery.preview).toContainText('You changed what it looks for: these are the people of before.')
  await expectAccessible(page, 'discovery-stale')
  await discovery.look.click()
  await expect(discovery.preview).not.toContainText('You changed')
  await page.reload()
  await expect(discovery.found).toHaveCount(10)
  await expect(discovery.preview).not.toContainText('You changed')
  expect(club.requests).toEqual([])
})

test('messages are written for those who were found', async () => {
  await page.keyboard.press('Control+Enter')
  await builder.writeFirst.click()
  await builder.subject.fill('A question, {{ firstName }}')
  await builder.text.fill('Hello {{ firstName }}, I like ')
  await builder.insertVariable.click()
  await builder.menuItem(/^Handle/).click()
  await expect(builder.text).toHaveValue('Hello {{ firstName }}, I like {{ handle }}')
  const before = await builder.message.getByRole('article').textContent()
  await expect(builder.message).toContainText('From your last look')
  await builder.nextPerson.click()
  await expect.poll(() => builder.message.getByRole('article').textContent()).not.toBe(before)
  await expect(builder.message).toContainText('2 of 10')
  await expect(builder.gaps).toHaveCount(0)
  await expectAccessible(page, 'discovery-sequence')
})

test('the schedule and the review say what it does in words', async () => {
  await host.api('PUT', `/campaigns/${campaignId}`, {
    name: `Kaffee ${german}`,
    mailboxIds: (await host.api<{ id: number }[]>('GET', '/mailboxes')).map(({ id }) => id),
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: daylight },
  })
  await builder.step('Schedule').click()
  await expect(builder.summary).toContainText('12 runs, up to 40 people a day, first run at once')
  await builder.step('Review').click()
  const words = page.getByRole('region', { name: 'What it does' })
  await expect(words).toContainText('People on Instagram about “coffee at home”, with at least 5,000 followers')
  await expect(words).toContainText(`12 runs, every day at any hour in ${daylightCity}, up to 40 people a day, first run at once`)
  await expect(words).toContainText('no message is sent')
  await expect(builder.checklist).toContainText('40 people')
  await expect(builder.tab('Who gets what')).toBeHidden()
  await expectAccessible(page, 'discovery-review')
  await builder.tab('First ten messages').click()
  await expect(page.getByRole('article', { name: /^Message to/ })).toHaveCount(10)
  await expectAccessible(page, 'discovery-letters')
})

test('everything has its place at 4K', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 })
  await builder.step('Audience').click()
  await expect(discovery.found).toHaveCount(10)
  await expectNoSidewaysScroll(page)
  await picture(page, 'discovery-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
  await discovery.niche.fill(`${german} ${german}`.slice(0, 150))
  await expectNoSidewaysScroll(page)
  await picture(page, 'discovery-long-words')
  await discovery.niche.fill('coffee at home')
  await saved()
})

test('the question before it begins names what happens; then invented people are written to', async () => {
  await builder.step('Review').click()
  await expect(builder.activate).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(builder.dialog).toContainText('Activate in test mode: invent up to 40 people at once, and send nothing?')
  await expectAccessible(page, 'discovery-activate')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/campaigns/${campaignId}$`))
  expect((await campaign()).status).toBe('active')
  await expect
    .poll(async () => (await host.api<{ items: { found: number }[] }>('GET', `/campaigns/${campaignId}/runs`)).items[0]?.found ?? 0)
    .toBe(40)
})

test('while it runs, whom it looks for is changed only after a look at what that does', async () => {
  await builder.open(campaignId)
  await expect(discovery.kind('People you choose')).toBeHidden()
  await expect(discovery.testMode).toBeHidden()
  await discovery.aDay.fill('50')
  await expect(builder.saveState).toHaveText('Not applied yet')
  await page.getByRole('button', { name: 'Review change' }).click()
  await expect(builder.dialog).toContainText('What this will change')
  await builder.inDialog(/^Apply/).click()
  await expect.poll(async () => (await campaign()).discovery.perRun).toBe(50)
})

test('a look at real people names its price, is charged once, and says what is left', async () => {
  await host.api('PUT', '/providers/influencers_club/key', { key: club.key })
  const made = await host.api('POST', '/campaigns', { name: 'Real people', audience: 'discovery' })
  campaignId = made.id
  await builder.open(campaignId)
  await expect(discovery.share).toBeVisible()
  await discovery.niche.fill('coffee')
  await saved()
  await expect(discovery.look).toHaveText('Show the first ten · costs 0.1 Influencers Club credits')
  await discovery.look.click()
  await expect(discovery.found).toHaveCount(10)
  expect(club.charges).toHaveLength(10)
  await expect(discovery.figures).toContainText(/Credits left there\s*9,999\.9/)
  // Another step and back: what was paid for is still there.
  await builder.step('Sequence').click()
  await builder.step('Audience').click()
  await expect(discovery.found).toHaveCount(10)
  expect(club.charges).toHaveLength(10)
  await expectAccessible(page, 'discovery-real')
  await builder.step('Review').click()
  const words = page.getByRole('region', { name: 'What it does' })
  await expect(words).toContainText('Clay routine is passed over until it is set up.')
  await expect(words.getByRole('link', { name: 'Connect it' })).toBeVisible()
  await builder.step('Audience').click()
})

test('places are offered as the provider names them', async () => {
  await discovery.places.fill('germ')
  await expect(discovery.option('Germany')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await saved()).criteria).toMatchObject({ locations: ['Germany'] })
})

test('a provider that does not do it says why, and what was shown stays', async () => {
  club.faults.add('search', fault.noCredits())
  await discovery.look.click()
  await expect(discovery.problem.first()).toContainText(/credits/)
  await expect(discovery.found).toHaveCount(10)
  await expectAccessible(page, 'discovery-no-credits')
  await discovery.preview.getByRole('button', { name: 'Check again' }).click()
  await expect(discovery.problem).toBeHidden()
  await expect(discovery.look).toBeVisible()
  expect(complaints).toEqual([])
})
