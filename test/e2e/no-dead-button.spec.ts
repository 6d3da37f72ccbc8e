import { expect, type Page, type Request, test } from '@playwright/test'
import { answerTo } from './letters.ts'
import { type PageHost, seed, startPageHost } from './page-host.ts'
import { type Control, controlsOf, pressAndSee } from './pages/controls.ts'

/** Not pressed here, each with the reason. Names as a screen reader says them. */
const leftOut: { name: RegExp; why: string }[] = [
  { name: /^Skip to the page$/, why: 'moves the focus to the page, which has it already when a page is opened' },
]

// Each has a workspace of its own, which is used up.
test.describe.configure({ mode: 'parallel' })

let host: PageHost

test.beforeEach(async () => {
  host = await startPageHost()
})
test.afterEach(async () => {
  await host?.close()
})

/** Goes to an address anew: what was open is closed, what was begun there is gone. */
async function goTo(page: Page, route: string): Promise<void> {
  // What was pressed last may still be on its way, to the sandbox for one, and lead away once more.
  if ((underWay.get(page)?.size ?? 0) > 0) await settled(page)
  await expect(async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.evaluate(() => {
      location.hash = '/nowhere'
    })
    await expect(page.getByText('There is no such page')).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 30_000 })
  await page.evaluate((hash) => {
    location.hash = hash
  }, route)
  await expect(page.getByText('There is no such page')).toBeHidden()
  await settled(page)
}

/** Requests that wait for their answer, by page; the streams of events, which never end, are none. */
const underWay = new WeakMap<Page, Set<Request>>()

function watchRequests(page: Page): void {
  const open = new Set<Request>()
  underWay.set(page, open)
  const isStream = (request: Request) => /\/(?:events|signals)(?:\?|$)/.test(request.url())
  page.on('request', (request) => void (isStream(request) || open.add(request)))
  page.on('requestfinished', (request) => void open.delete(request))
  page.on('requestfailed', (request) => void open.delete(request))
}

/** Nothing is asked of the engine any more, and no skeleton is left: what was pressed has led where it leads. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  const asked = () => [...(underWay.get(page) ?? [])].map((request) => request.url())
  do {
    await expect.poll(asked, { timeout: 30_000, intervals: [25] }).toEqual([])
    // An answer that came may ask for more a moment later.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60))))
  } while (asked().length > 0)
}

/** Presses every control of a route, each on the route as it is opened; names those after which nothing is different. */
async function deadOn(page: Page, route: string, known: Set<string>): Promise<string[]> {
  const dead: string[] = []
  await goTo(page, route)
  for (const control of await controlsOf(page)) {
    // What stands around every page is pressed once.
    const key = control.frame ? control.key : `${route} ${control.key}`
    if (known.has(key) || leftOut.some(({ name }) => name.test(control.name))) continue
    known.add(key)
    await goTo(page, route)
    const seen = await pressAndSee(page, control)
    // What is chosen already may stay as it is.
    if (seen === 'nothing' && !control.chosen) dead.push(`${route}: ${nameOf(control)}`)
    if (seen === 'something') dead.push(...(await deadInMenu(page, route, control, known)))
  }
  return dead
}

/** The same for the items of the menu that a control opened, where it did. */
async function deadInMenu(page: Page, route: string, opener: Control, known: Set<string>): Promise<string[]> {
  const dead: string[] = []
  const items = (await controlsOf(page)).filter(({ role }) => role.startsWith('menuitem'))
  for (const item of items) {
    const key = `${route} ${opener.frame ? '' : opener.key} ${item.key}`
    if (known.has(key)) continue
    known.add(key)
    await goTo(page, route)
    if ((await pressAndSee(page, opener)) !== 'something') continue
    const again = (await controlsOf(page)).find((one) => one.key === item.key)
    if (again && (await pressAndSee(page, again)) === 'nothing') dead.push(`${route}: ${nameOf(opener)} > ${nameOf(item)}`)
  }
  return dead
}

const nameOf = ({ role, name, html }: Control) => `${role} "${name}" ${html}`

async function crawl(page: Page, routes: readonly string[]): Promise<void> {
  const known = new Set<string>()
  const dead: string[] = []
  watchRequests(page)
  await page.goto(host.pageUrl())
  for (const route of routes) dead.push(...(await deadOn(page, route, known)))
  test.info().annotations.push({ type: 'measured', description: `${known.size} controls pressed on ${routes.length} routes` })
  expect(known.size).toBeGreaterThan(routes.length)
  expect(dead).toEqual([])
}

test('nothing is dead in a workspace that is new', async ({ page }) => {
  test.setTimeout(600_000)
  await crawl(page, [
    '/',
    '/campaigns',
    '/contacts',
    '/contacts/import',
    '/inbox',
    '/mailboxes',
    '/mailboxes/new',
    '/credits',
    '/settings',
    '/settings/people',
    '/settings/appearance',
    '/providers',
  ])
})

test('nothing is dead in a workspace at work', async ({ page }) => {
  test.setTimeout(600_000)
  const { campaignId } = await workspaceAtWork()
  await crawl(page, [
    '/',
    '/campaigns',
    ...['', '/recipients', '/sequence', '/settings'].map((tab) => `/campaigns/${campaignId}${tab}`),
    '/contacts',
    '/inbox/1',
    '/mailboxes',
    '/credits',
  ])
})

test('nothing is dead while a campaign is built', async ({ page }) => {
  test.setTimeout(600_000)
  const { draftId } = await workspaceAtWork()
  const daily = await host.api('POST', '/campaigns', { name: 'Daily', audience: 'discovery', testMode: true })
  await crawl(page, [
    ...['audience', 'sequence', 'schedule', 'review'].map((step) => `/campaigns/${draftId}/build/${step}`),
    ...['audience', 'review'].map((step) => `/campaigns/${daily.id}/build/${step}`),
  ])
})

/** A campaign whose messages were sent, one answer to it, and a draft. */
async function workspaceAtWork(): Promise<{ campaignId: number; draftId: number }> {
  const { campaignId } = await seed(host)
  const draft = await host.api('POST', '/campaigns', { name: 'A draft' })
  await host.api('POST', `/campaigns/${draft.id}/sequences`, { subject: 'Hello', body: 'Hello {{ firstName }}' })
  await host.api('POST', `/campaigns/${draft.id}/recipients`, { emails: ['ada@lovelace.example'] })
  await host.api('POST', `/campaigns/${campaignId}/activate`)
  await expect.poll(() => host.smtp.received.length, { timeout: 30_000 }).toBe(4)
  const [sent] = host.smtp.received
  if (!sent) throw new Error('nothing was sent')
  const letter = { from: `Ada Lovelace <${sent.envelope.to[0]}>`, to: host.dovecot.user, messageId: 'dead@people.example', text: 'Gladly.' }
  await host.dovecot.deliver(answerTo(sent, letter))
  const unread = async () => (await host.api<{ unread: number }>('GET', '/inbox/counts')).unread
  await expect.poll(unread, { timeout: 30_000 }).toBe(1)
  return { campaignId, draftId: draft.id }
}
