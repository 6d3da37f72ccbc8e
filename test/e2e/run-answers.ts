/** Answers about a recurring campaign in every state that it comes into, in the contract's own shapes. */
import type { Page } from '@playwright/test'
import type { z } from 'zod'
import { discoveryAudience } from '../../src/shared/schemas/discovery.ts'
import { creatorPage, discoveryOutlook, run as runSchema, simulation } from '../../src/shared/schemas/runs.ts'
import { type Need, needs as needsSchema, today as todaySchema } from '../../src/shared/schemas/today.ts'

type Run = z.infer<typeof runSchema>
type Outlook = z.infer<typeof discoveryOutlook>
type Simulation = z.infer<typeof simulation>
type Creator = z.infer<typeof creatorPage>['items'][number]

/** A Tuesday, 13:24 in Berlin. */
const shownNow = '2026-12-29T12:24:00.000Z'
export const shownDay = '2026-12-29'

export const longReason =
  'Die Influencerdatenbankschnittstelle hat die Verbindung während der Adressanreicherung unterbrochen, deshalb wurden nur 61 Adressen gefunden'

export interface RunState {
  campaign?: Record<string, unknown>
  outlook?: Partial<Outlook>
  runs?: Run[]
  dots?: number
  credits?: Record<string, unknown>
  creators?: Creator[]
  simulation?: (asked: number) => Partial<Simulation>
  needs?: Need[]
}

export function aDay(day: string, more: Partial<Run>): Run {
  return runSchema.parse({
    id: Number(day.replaceAll('-', '')),
    campaignId: 1,
    number: null,
    day,
    status: 'succeeded',
    stage: 'done',
    reason: '',
    startedAt: `${day}T08:00:04.000Z`,
    finishedAt: `${day}T16:00:00.000Z`,
    wanted: 200,
    found: 200,
    alreadyKnown: 3,
    emailsFound: 148,
    planned: 148,
    sent: 148,
    followUps: 12,
    replies: 7,
    carriedOver: 0,
    creditsUsed: 167,
    costs: [
      { provider: 'influencers_club', credits: 2, calls: 4, items: 200, unsure: 0 },
      { provider: 'clay', credits: null, calls: 2, items: 200, unsure: 0 },
    ],
    waiting: null,
    ...more,
  })
}

/** Working days before the one that is shown, the latest first, with a day of each other kind among them. */
export function pastRuns(count: number, from = shownDay): Run[] {
  const runs: Run[] = []
  let number = count
  for (const day of workingDaysBefore(from)) {
    if (number === 0) break
    const run = pastRun(day, runs.length, number)
    runs.push(run)
    if (run.number !== null) number--
  }
  return runs
}

function* workingDaysBefore(day: string): Generator<string> {
  for (let at = Date.parse(`${day}T00:00:00Z`) - 86_400_000; ; at -= 86_400_000) {
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6) yield new Date(at).toISOString().slice(0, 10)
  }
}

function pastRun(day: string, turn: number, number: number): Run {
  if (turn === 2) {
    return aDay(day, {
      status: 'skipped',
      reason: 'The computer was asleep until 18:04, after the window had closed',
      startedAt: null,
      ...nobody,
    })
  }
  if (turn === 5) return aDay(day, { status: 'failed', reason: 'Influencers Club refused the key', ...nobody, alreadyKnown: 0 })
  if (turn === 1 || turn === 8) {
    const costs = [{ provider: 'influencers_club' as const, credits: 12.4, calls: 61, items: 120, unsure: 2 }]
    return aDay(day, {
      number,
      status: 'partial',
      reason: longReason,
      found: 120,
      emailsFound: 61,
      planned: 61,
      sent: 60,
      carriedOver: 1,
      costs,
    })
  }
  const emailsFound = 150 - ((turn * 7) % 13)
  return aDay(day, { number, found: 200 - (turn % 3) * 4, emailsFound, planned: emailsFound, sent: emailsFound, replies: (turn * 5) % 11 })
}

const nobody = {
  wanted: 0,
  found: 0,
  alreadyKnown: 0,
  emailsFound: 0,
  planned: 0,
  sent: 0,
  followUps: 0,
  replies: 0,
  creditsUsed: 0,
  costs: [],
}

export function creatorsOf(count: number): Creator[] {
  const kinds = ['enrolled', 'enrolled', 'enrolled', 'no_address', 'unsure', 'bad_address', 'waiting', 'left_out'] as const
  return Array.from({ length: count }, (_, index) => {
    const status = kinds[index % kinds.length] ?? 'found'
    const handle = index === 1 ? 'donaudampfschifffahrtskapitaensmuetzenabzeichenverordnung' : `bean.lab.${index}`
    return {
      id: index + 1,
      runId: 1,
      platform: 'instagram' as const,
      handle,
      profileUrl: `https://www.instagram.com/${handle}/`,
      fullName: `Bean Lab ${index}`,
      followers: 5000 + index * 37,
      status,
      reason: status === 'bad_address' ? 'The domain of the address takes no mail' : '',
      email: status === 'enrolled' ? `hello@bean-lab-${index}.example` : null,
      recipientId: status === 'enrolled' ? index + 1 : null,
    }
  })
}

function dayWith(dots: number): unknown {
  const opens = Date.parse('2026-12-29T08:00:00Z')
  const every = (8 * 3_600_000) / Math.max(1, dots)
  return todaySchema.parse({
    day: shownDay,
    zone: 'Europe/Berlin',
    now: shownNow,
    opensAt: '2026-12-29T08:00:00.000Z',
    closesAt: '2026-12-29T16:00:00.000Z',
    dots: Array.from({ length: dots }, (_, index) => {
      const at = opens + index * every
      return {
        sendId: index + 1,
        at: new Date(at).toISOString(),
        state: at < Date.parse(shownNow) ? 'sent' : 'planned',
        campaignId: 1,
        campaignName: 'Autumn outreach',
        stepPosition: 1,
        recipientId: index + 1,
        name: `Bean Lab ${index}`,
        message: '',
      }
    }),
    groups: [],
    sent: 0,
    planned: 0,
    held: 0,
    unconfirmed: 0,
    replies: 0,
    campaigns: [],
  })
}

/** The host answers about campaign 1 as in this state; the clock is that of `shownNow`. What is posted is kept. */
export async function answerWith(page: Page, state: RunState): Promise<{ posted: string[] }> {
  const posted: string[] = []
  const runs = state.runs ?? []
  const outlook = discoveryOutlook.parse({
    runsDone: runs.filter(({ number, status }) => number !== null && status !== 'running').length,
    runsLeft: 30,
    nextRunAt: null,
    current: null,
    carried: [],
    unsure: 0,
    awaitingFile: 0,
    ...state.outlook,
  })
  const creators = state.creators ?? []
  let asked = 0
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.route('**/api/engine', async (route) => {
    const answer = await route.fetch({ maxRetries: 3 })
    await route.fulfill({ json: { ...(await answer.json()), now: shownNow } })
  })
  await page.route('**/api/credits', async (route) => {
    const answer = await route.fetch({ maxRetries: 3 })
    await route.fulfill({ json: { ...(await answer.json()), ...state.credits } })
  })
  await page.route('**/api/today/needs', (route) =>
    route.fulfill({ json: needsSchema.parse({ items: state.needs ?? [], total: state.needs?.length ?? 0 }) }),
  )
  await page.route('**/api/today', (route) => route.fulfill({ json: dayWith(state.dots ?? 0) }))
  await page.route('**/api/campaigns/1', async (route) => {
    const answer = await route.fetch({ maxRetries: 3 })
    const campaign = (await answer.json()) as { schedule: object }
    const schedule = { ...campaign.schedule, days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' }
    const discovery = discoveryAudience.parse({
      criteria: {
        niche: 'home barista',
        followersMin: 5000,
        followersMax: 90_000,
        locations: ['Germany'],
        keywords: ['Kaffeevollautomatenreinigung'],
      },
    })
    await route.fulfill({
      json: { ...campaign, schedule, audience: 'discovery', discovery, status: 'active', waiting: null, ...state.campaign },
    })
  })
  await page.route(/\/api\/campaigns\/1\/(runs|outlook)(\?|$)/, (route) =>
    route.request().url().includes('outlook')
      ? route.fulfill({ json: outlook })
      : route.fulfill({ json: { items: runs, nextCursor: null, total: runs.length } }),
  )
  await page.route('**/api/campaigns/1/creators?*', (route) => {
    const query = new URL(route.request().url()).searchParams
    const of = creators.filter(({ status }) => !query.has('status') || status === query.get('status'))
    return route.fulfill({
      json: creatorPage.parse({ items: of.slice(0, Number(query.get('limit') ?? 50)), nextCursor: null, total: of.length }),
    })
  })
  await page.route('**/api/campaigns/1/clay.csv', (route) =>
    route.fulfill({ json: { fileName: 'clay.csv', content: 'id,handle\r\n', rows: 148 } }),
  )
  await page.route('**/api/campaigns/1/clay-results', (route) => {
    posted.push(route.request().postData() ?? '')
    return route.fulfill({ json: { addresses: 120, without: 20, unknown: 8 } })
  })
  await page.route('**/api/campaigns/1/creators/decide', (route) => {
    posted.push(route.request().postData() ?? '')
    outlook.unsure = 0
    return route.fulfill({ json: { decided: 12 } })
  })
  await page.route('**/api/campaigns/1/runs/try-again', (route) => {
    posted.push('try again')
    if (outlook.current) outlook.current.waiting = null
    return route.fulfill({ json: outlook })
  })
  await page.route(/\/api\/simulations/, (route) => {
    if (route.request().url().endsWith('/cancel')) posted.push('cancel')
    const answer = { ...emptySimulation, ...state.simulation?.(asked++) }
    return route.fulfill({ json: simulation.parse(answer) })
  })
  return { posted }
}

const emptySimulation: Simulation = {
  id: 'one',
  campaignId: 1,
  state: 'running',
  message: '',
  progress: 0,
  days: [],
  sent: 0,
  replies: 0,
  creditsUsed: 0,
  providerCredits: null,
  finishesOn: null,
  tookMs: 0,
}

/** Thirty days, as a simulation counts them. */
export function simulatedDays(): Simulation['days'] {
  return Array.from({ length: 30 }, (_, index) => {
    const date = new Date(Date.parse('2026-12-30T00:00:00Z') + index * 86_400_000)
    const off = date.getUTCDay() === 0 || date.getUTCDay() === 6
    const sent = off ? 0 : 148 + ((index * 7) % 45)
    const replies = off ? 1 : 6 + (index % 4)
    return {
      day: date.toISOString().slice(0, 10),
      found: off ? 0 : 196,
      emailsFound: off ? 0 : 147,
      sent,
      replies,
      bounces: off ? 0 : 2,
      creditsUsed: sent + replies,
    }
  })
}
