/** The client against a service on loopback: as it should be, and with each of its faults. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTls } from 'node:https'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createInfluencersClub } from '../../src/main/engine/adapters/providers/influencers-club.ts'
import type { CreatorSearch, CreatorSource } from '../../src/main/engine/ports/providers.ts'

import { criteria } from '../../src/shared/schemas/discovery.ts'
import { type FakeInfluencersClub, startInfluencersClub } from '../fakes/influencers-club.ts'
import { creatorOf } from '../fakes/influencers-world.ts'
import { testCertificate } from '../fakes/mail.ts'
import { type Fault, fault } from '../fakes/stub.ts'

let club: FakeInfluencersClub
let client: CreatorSource
let now = 0
let waits: number[] = []
/** Waiting moves the clock. */
const clock = {
  now: () => now,
  setTimer(at: number, fire: () => void) {
    waits.push(at - now)
    now = Math.max(now, at)
    fire()
    return () => {}
  },
}
const closing: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  now = Date.parse('2026-11-21T09:00:00Z')
  waits = []
  club = await startInfluencersClub({ now: () => now })
  client = createInfluencersClub({ url: club.url, clock, timeoutMs: 1_500 })
})

afterEach(async () => {
  await club.close()
  for (const close of closing.splice(0)) await close()
})

function request(given: Partial<Omit<CreatorSearch, 'criteria'>> & { criteria?: object } = {}): CreatorSearch {
  return { exclude: [], page: 1, limit: 50, ...given, criteria: criteria.parse(given.criteria ?? {}) }
}

const search = (given?: Parameters<typeof request>[0]) => client.search(club.key, request(given))

async function found(given?: Parameters<typeof request>[0]) {
  const answer = await search(given)
  if (!answer.ok) throw new Error(answer.message)
  return answer
}

/** Someone with an address, and someone without in each of the two ways. */
const withAddress = creatorOf('instagram', 1)
const without = [creatorOf('instagram', 3), creatorOf('instagram', 7)]
const profile = (handle = withAddress.username) => client.profile(club.key, { platform: 'instagram', handle })

describe('a search', () => {
  it('reads a page, with what is uneven in it', async () => {
    const answer = await found({ limit: 10 })
    expect(answer).toMatchObject({ total: 5000, returned: 10, unreadable: 0, creditsLeft: 9999.9 })
    expect(answer.creators[0]).toEqual({
      platformId: '1000000',
      handle: creatorOf('instagram', 0).username,
      fullName: creatorOf('instagram', 0).fullName,
      followers: creatorOf('instagram', 0).followers,
      engagementPercent: creatorOf('instagram', 0).engagement,
    })
    expect(answer.creators[5]?.fullName).toBe('')
    expect(answer.creators[4]?.followers).toBe(creatorOf('instagram', 4).followers)
    expect(club.charges).toHaveLength(10)
    expect(club.requests[0]).toMatchObject({ path: '/public/v1/discovery/', headers: { connection: 'close' } })
  })

  it('asks for what the criteria say, under the names of each platform', async () => {
    for (const platform of ['instagram', 'tiktok', 'youtube', 'twitter', 'twitch'] as const) {
      const more = platform === 'twitch' ? {} : { excludeKeywords: ['giveaway'], engagementMinPercent: 2 }
      const places = { locations: ['Germany', 'Austria'], languages: ['de', 'en'] }
      const answer = await found({
        criteria: { platform, niche: 'home coffee', keywords: ['coffee'], ...places, followersMin: 5000, followersMax: 90_000, ...more },
      })
      expect(answer.creators.length).toBeGreaterThan(0)
      expect(answer.total).toBeLessThan(500)
      for (const { platformId } of answer.creators) {
        const creator = creatorOf(platform, Number(platformId) - 1_000_000)
        expect(creator.followers).toBeGreaterThanOrEqual(5000)
        expect(creator.followers).toBeLessThanOrEqual(90_000)
        expect(['Germany', 'Austria']).toContain(creator.location)
        expect(['de', 'en']).toContain(creator.language)
        expect(creator.niche).toBe('coffee')
        if (platform === 'twitch') continue
        expect(creator.bio).not.toContain('giveaway')
        expect(creator.engagement).toBeGreaterThanOrEqual(2)
      }
    }
  })

  it('does not ask for what a platform cannot be filtered by: it would be ignored in silence', async () => {
    for (const more of [{ excludeKeywords: ['giveaway'] }, { engagementMinPercent: 2 }]) {
      expect(await search({ criteria: { platform: 'twitch', ...more } })).toMatchObject({ ok: false, kind: 'invalid', message: /Twitch/ })
    }
    expect(club.requests).toEqual([])
  })

  it('leaves out who is known, those of the criteria first, then the newest', async () => {
    const known = Array.from({ length: 12_000 }, (_, n) => `known${n}`)
    const handles = [creatorOf('instagram', 0).username.toUpperCase(), 'own']
    const answer = await found({ criteria: { excludeHandles: handles }, exclude: known, limit: 1 })
    expect(answer.creators[0]?.platformId).toBe('1000001')
    const { filters } = (club.requests[0]?.body ?? {}) as { filters: { exclude_handles: string[] } }
    expect(filters.exclude_handles).toHaveLength(10_000)
    expect(filters.exclude_handles.slice(0, 3)).toEqual([...handles, 'known0'])
  })

  it('goes on from page to page, to the last that the service hands out', async () => {
    const second = await found({ page: 2 })
    expect(second.creators[0]?.platformId).toBe('1000050')
    expect(await found({ page: 200 })).toMatchObject({ creators: [], total: 5000 })
    const asked = club.requests.length
    expect(await found({ page: 201 })).toEqual({ ok: true, total: 0, creators: [], unreadable: 0, returned: 0, creditsLeft: null })
    expect(club.requests).toHaveLength(asked)
  })

  it('tells what was charged from what could be read', async () => {
    club.world.unreadable = 3
    expect(await found({ limit: 10 })).toMatchObject({ returned: 10, unreadable: 3, creators: { length: 7 } })
    expect(club.charges).toHaveLength(10)
  })

  it('takes nobody more than were asked for: each would be asked about, and paid for', async () => {
    club.world.surplus = 40
    expect(await found({ limit: 10 })).toMatchObject({ returned: 50, creators: { length: 10 } })
  })

  it('does not take accounts of another shape for nobody', async () => {
    club.world.unreadable = 50
    expect(await search({ limit: 10 })).toMatchObject({ ok: false, kind: 'unexpected' })
    // A few may be odd ones.
    expect(await search({ limit: 2 })).toMatchObject({ ok: true, creators: [] })
  })

  it('passes on duplicates, short pages and totals that shrink as they come', async () => {
    Object.assign(club.world, { duplicatesInPage: true, overlap: 5, shrinking: 100, missing: 2 })
    const one = await found({ limit: 10 })
    const two = await found({ limit: 10, page: 2 })
    expect(one.returned).toBe(8)
    expect(one.creators[0]).toEqual(one.creators[1])
    expect([one.total, two.total]).toEqual([5000, 4900])
    const ids = one.creators.map(({ platformId }) => platformId)
    expect(two.creators.filter(({ platformId }) => ids.includes(platformId)).length).toBeGreaterThan(0)
    expect(club.boughtTwice('search').length).toBeGreaterThan(0)
  })
})

describe('an address', () => {
  it('is read with what it cost', async () => {
    const { email, firstName } = withAddress
    expect(await profile()).toEqual({ ok: true, millicredits: 200, email, firstName, lastName: '', companyName: '' })
    expect(club.requests[0]?.path).toBe('/public/v1/creators/enrich/handle/profile/')
    expect(club.requests[0]?.body).toEqual({ handle: withAddress.username, platform: 'instagram', email_required: 'must_have' })
    expect(club.charges).toMatchObject([{ kind: 'profile', username: withAddress.username, millicredits: 200 }])
  })

  it('that is not there costs nothing, however that is said', async () => {
    for (const { username } of without) expect(await profile(username)).toMatchObject({ ok: true, email: null, millicredits: 0 })
    expect(await profile('nobody.at.all')).toMatchObject({ ok: true, email: null, millicredits: 0 })
    expect(club.charges).toEqual([])
  })

  it('is not taken for missing when the way to it has moved', async () => {
    club.faults.add('any', fault.html(404), 2)
    for (const ask of [profile, search]) expect(await ask()).toMatchObject({ ok: false, kind: 'unavailable', message: /HTTP 404/ })
  })
})

describe('what is free', () => {
  it('tells what is left', async () => {
    expect(await client.credits(club.key)).toEqual({ ok: true, available: 10_000 })
    club.faults.add('credits', { do: 'answer', status: 200, body: { credits_available: '12.50' } })
    expect(await client.credits(club.key)).toEqual({ ok: true, available: 12.5 })
    club.faults.add('credits', fault.changed())
    expect(await client.credits(club.key)).toMatchObject({ ok: false, kind: 'unexpected' })
  })

  it('lists what can be chosen from, in whatever shape it comes', async () => {
    const languages = { kind: 'languages', platform: 'instagram' } as const
    expect(await client.options(club.key, languages)).toMatchObject({ ok: true, values: [{ value: 'en', label: 'English' }, {}, {}, {}] })
    const locations = { kind: 'locations', platform: 'tiktok' } as const
    expect(await client.options(club.key, locations)).toMatchObject({ ok: true, values: { 0: { value: 'United States' }, length: 6 } })
    expect(club.requests.map(({ path }) => path)).toEqual([
      '/public/v1/discovery/classifier/languages/',
      '/public/v1/discovery/classifier/locations/tiktok/',
    ])
    club.faults.add('options', { do: 'answer', status: 200, body: { en: 'English' } })
    expect(await client.options(club.key, languages)).toMatchObject({ ok: false, kind: 'unexpected' })
  })

  it('is only not there when no answer comes', async () => {
    for (const broken of [fault.dropBefore(), fault.silence(), fault.cut()]) {
      club.faults.add('credits', broken)
      expect(await client.credits(club.key)).toMatchObject({ ok: false, kind: 'unavailable' })
    }
  })
})

describe('a refusal', () => {
  const refusals: [name: string, fault: Fault, kind: string, words: RegExp][] = [
    ['a wrong key', fault.badKey(), 'key', /does not accept the key.*Invalid token/],
    ['a key without the right', fault.forbidden(), 'key', /Not allowed for this key/],
    ['no credits', fault.noCredits(), 'credits', /no credits left.*Insufficient credits/],
    ['complaints by field', fault.fields(), 'invalid', /filters\.engagement_percent: A valid number is required/],
    ['words in a corner', fault.meta(), 'invalid', /The platform is not known/],
    ['a page of HTML', fault.html(400), 'invalid', /HTTP 400/],
    ['a redirect', { do: 'answer', status: 302, body: '', headers: { location: '/elsewhere' } }, 'unexpected', /HTTP 302/],
  ]

  it.each(refusals)('of %s is told in words', async (_, wrong, kind, words) => {
    for (const ask of [search, profile]) {
      club.faults.add('any', wrong)
      expect(await ask()).toMatchObject({ ok: false, kind, message: words, retryAfterMs: null })
    }
    expect(club.charges).toEqual([])
  })

  it('for asking too often says when to come back, if the service does', async () => {
    const inAMinute = new Date(now + 60_000).toUTCString()
    const said: [header: string | undefined, ms: number | null][] = [
      [undefined, null],
      ['7', 7000],
      [inAMinute, 60_000],
      [new Date(now - 60_000).toUTCString(), 1000],
      ['99999999', 86_400_000],
      ['soon', null],
    ]
    for (const [header, retryAfterMs] of said) {
      club.faults.add('search', fault.rateLimit(header))
      expect(await search()).toMatchObject({ ok: false, kind: 'rate_limit', retryAfterMs })
    }
  })

  it('by a key that cannot be sent is made here', async () => {
    for (const key of ['line\nbreak', 'schlüssel', '\u0000']) {
      expect(await client.credits(key)).toMatchObject({ ok: false, kind: 'key' })
    }
    expect(club.requests).toEqual([])
  })
})

describe('an outage', () => {
  it('with an answer leaves a search for later; what may have been bought is unsure', async () => {
    club.faults.add('any', fault.html(503), 2)
    expect(await search()).toMatchObject({ ok: false, kind: 'unavailable', message: /HTTP 503/ })
    expect(await profile()).toMatchObject({ ok: false, kind: 'unsure', message: /may have charged/ })
  })

  it.each([
    ['drop_before', fault.dropBefore(), 0],
    ['drop_after', fault.dropAfter(), 1],
    ['silence', fault.silence(), 1],
    ['cut', fault.cut(), 1],
  ])('without an answer (%s) leaves it open whether it was charged', async (_, wrong, charged) => {
    for (const ask of [() => search({ limit: 1 }), profile]) {
      club.charges.splice(0)
      club.requests.splice(0)
      club.faults.add('any', wrong)
      expect(await ask()).toMatchObject({ ok: false, kind: 'unsure', message: /may have charged/ })
      expect(club.charges).toHaveLength(charged)
      // Nothing was repeated.
      expect(club.requests).toHaveLength(1)
    }
  })

  it('of somebody slow is none', async () => {
    club.faults.add('search', fault.slow(100))
    expect(await search({ limit: 3 })).toMatchObject({ ok: true, returned: 3 })
  })

  it('before a connection charges nothing', async () => {
    const away = createServer()
    away.listen(0, '127.0.0.1')
    await once(away, 'listening')
    const { port } = away.address() as AddressInfo
    await new Promise((resolve) => away.close(resolve))
    for (const url of [`http://127.0.0.1:${port}`, 'http://nowhere.invalid']) {
      const nobody = createInfluencersClub({ url, clock, timeoutMs: 5000 })
      expect(await nobody.profile(club.key, { platform: 'instagram', handle: 'ana' })).toMatchObject({ ok: false, kind: 'unavailable' })
    }
  })

  it('before encryption charges nothing', async () => {
    const server = createTcp((socket) => socket.destroy())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const bare = createInfluencersClub({ url, clock, timeoutMs: 2000 })
    expect(await bare.profile(club.key, { platform: 'instagram', handle: 'ana' })).toMatchObject({ ok: false, kind: 'unavailable' })
  })

  it('by a certificate that nobody vouches for charges nothing', async () => {
    const server = createTls(testCertificate('localhost'), (_, response) => response.end('{}'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const url = `https://localhost:${(server.address() as AddressInfo).port}`
    const doubtful = createInfluencersClub({ url, clock, timeoutMs: 2000 })
    const answer = await doubtful.profile(club.key, { platform: 'instagram', handle: 'ana' })
    expect(answer).toMatchObject({ ok: false, kind: 'unavailable', message: /certificate/ })
  })
})

describe('another shape of answer', () => {
  const shapes: [name: string, fault: Fault][] = [
    ['wrapped', fault.changed()],
    ['a list', fault.changed(() => [])],
    ['a text', fault.changed(() => 'null')],
    ['no accounts', fault.changed((json) => ({ ...(json as object), accounts: undefined }))],
    ['no total', fault.changed((json) => ({ ...(json as object), total: undefined }))],
    ['HTML', { do: 'answer', status: 200, body: '<html>' }],
    ['no JSON', { do: 'answer', status: 200, body: '{"total": 1, "accou' }],
    ['nothing', { do: 'answer', status: 204, body: '' }],
  ]

  it.each(shapes)('(%s) is said to be one', async (_, wrong) => {
    club.faults.add('search', wrong)
    expect(await search({ limit: 2 })).toMatchObject({ ok: false, kind: 'unexpected', message: /does not understand/ })
  })

  it('that never ends is not read to its end', async () => {
    let written = 0
    const flood: Server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        written += 65_536
        if (!response.destroyed) response.write('x'.repeat(65_536), more)
      }
      more()
    })
    flood.listen(0, '127.0.0.1')
    await once(flood, 'listening')
    closing.push(() => new Promise((resolve) => flood.close(resolve)))
    const url = `http://127.0.0.1:${(flood.address() as AddressInfo).port}`
    const reader = createInfluencersClub({ url, clock, timeoutMs: 20_000 })
    expect(await reader.search(club.key, request())).toMatchObject({ ok: false, kind: 'unexpected' })
    flood.closeAllConnections()
    expect(written).toBeLessThan(40_000_000)
  })
})

describe('the limit of 300 requests a minute', () => {
  it('holds requests back a little, and names the wait where it would be long', async () => {
    for (let n = 0; n < 100; n++) await client.credits(club.key)
    const span = now - (club.requests[0]?.at ?? 0)
    expect(span).toBe(40 * 250)
    expect(waits.every((wait) => wait <= 250)).toBe(true)
    const times = club.requests.map(({ at }) => at)
    expect(times.filter((at) => at < (times[0] ?? 0) + 60_000).length).toBeLessThanOrEqual(300)
  })

  it('is each key its own, and says when to come back', async () => {
    const fire: (() => void)[] = []
    const still = {
      now: () => now,
      setTimer(_: number, go: () => void) {
        fire.push(go)
        return () => {}
      },
    }
    const patient = createInfluencersClub({ url: club.url, clock: still })
    const asked = Array.from({ length: 80 }, () => patient.credits(club.key))
    const refused = (await Promise.all(asked.slice(72))).filter((answer) => !answer.ok)
    expect(refused).toHaveLength(8)
    expect(refused[0]).toMatchObject({ kind: 'rate_limit', retryAfterMs: 3250 })
    expect(await patient.credits('another-key')).toMatchObject({ kind: 'key' })
    for (const go of fire) go()
    await Promise.all(asked)
    expect(club.requests.filter(({ headers }) => headers.authorization === `Bearer ${club.key}`)).toHaveLength(72)
  })
})

it('shows its key to nobody', async () => {
  const echo: Fault = { do: 'answer', status: 400, body: { message: `Bad token ${club.key}, Bearer ${club.key}` } }
  club.faults.add('any', echo, 2)
  for (const answer of [await search(), await profile()]) expect(JSON.stringify(answer)).not.toContain(club.key)
})
