import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { badgePicture, type Facts, glanceAt, nothingKnown, shortTime } from '../../src/main/host/shell/glance.ts'
import { type EngineClient, feedGlance } from '../../src/main/host/shell/glance-feed.ts'
import { grouped, isWanted, type Notice, occasionOf } from '../../src/main/host/shell/notices.ts'
import { firstPreferences } from '../../src/main/host/shell/preferences.ts'
import { noticeOf, tell } from '../../src/main/host/shell/tell.ts'
import type { StoredEvent, StreamEvent } from '../../src/shared/events.ts'
import { campaignComplete, mailboxPausedByPerson, noNewCreators } from '../../src/shared/said.ts'
import type { EngineStatus } from '../../src/shared/schemas/workspace.ts'

const now = '2026-05-04T08:00:00.000Z'
const sending: EngineStatus = {
  state: 'sending',
  text: 'Sending',
  now,
  nextAt: '2026-05-04T08:42:00.000Z',
  reasons: [],
  needs: 0,
  paused: false,
}
const time = (instant: string) => shortTime(instant, Date.parse(now), 'en-GB', 'Europe/Berlin')

function event(type: StoredEvent['type'], more: Partial<StoredEvent> = {}): StoredEvent {
  return { seq: 1, at: now, type, campaignId: 7, recipientId: 70, contactId: 700, mailboxId: 3, sendId: null, message: '', ...more }
}

/** A bus that tests speak through. */
function createBus() {
  const listeners = new Set<(event: StreamEvent) => void>()
  return {
    listeners,
    publish: (said: StreamEvent) => {
      for (const listener of listeners) listener(said)
    },
    subscribe(listener: (event: StreamEvent) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

describe('today at a glance', () => {
  const facts: Facts = {
    engine: sending,
    today: { sent: 12, planned: 30, replies: 1, unconfirmed: 0 },
    credits: { left: 187 },
    inbox: { unread: 2 },
  }

  it('says state, numbers and what is unread', () => {
    expect(glanceAt(facts, time)).toEqual({
      icon: 'normal',
      tooltip: 'Campaign Desk · Sending · next 10:42 · 12 sent · 30 planned · 1 reply',
      lines: ['Sending · next 10:42', '12 sent', '30 planned', '1 reply', '187 credits left'],
      paused: false,
      unread: 2,
    })
  })

  it('leaves out what is not known, and never grows over what Windows shows', () => {
    expect(glanceAt(nothingKnown, time)).toMatchObject({ icon: 'normal', tooltip: 'Campaign Desk · Starting', lines: ['Starting'] })
    const long = { ...facts, engine: { ...sending, text: 'x'.repeat(200) } }
    expect(glanceAt(long, time).tooltip).toHaveLength(127)
  })

  it('has an icon for paused, and one for what needs a person, which goes first', () => {
    const paused = { ...sending, state: 'paused' as const, text: 'Paused by you', nextAt: null, paused: true }
    expect(glanceAt({ ...facts, engine: paused }, time)).toMatchObject({ icon: 'paused', paused: true })
    expect(glanceAt({ ...facts, engine: { ...sending, state: 'needs_you' } }, time).icon).toBe('needs-you')
    const open = { sent: 0, planned: 0, replies: 0, unconfirmed: 1 }
    expect(glanceAt({ ...facts, engine: paused, today: open }, time).icon).toBe('needs-you')
  })

  it('names the day of any other day', () => {
    expect(time('2026-05-05T07:00:00.000Z')).toBe('Tue 9:00')
    expect(time('2026-05-03T22:00:00.000Z')).toBe('0:00')
    expect(time('2026-05-03T21:59:00.000Z')).toBe('Sun 23:59')
  })

  it.each([
    [0, null],
    [1, 'badge-1'],
    [9, 'badge-9'],
    [10, 'badge-9-plus'],
  ])('%s unread: %s', (unread, picture) => expect(badgePicture(unread)).toBe(picture))
})

describe('what is told', () => {
  it.each([
    [event('reply.received'), { kind: 'reply', campaignId: 7, recipientId: 70 }],
    [
      event('mailbox.paused', { message: 'Gmail refused the password.' }),
      { kind: 'mailbox', mailboxId: 3, message: 'Gmail refused the password.' },
    ],
    [event('mailbox.paused', { message: mailboxPausedByPerson }), null],
    [event('send.unconfirmed', { message: 'Not known' }), { kind: 'message', message: 'Not known' }],
    [event('send.held', { message: 'No firstName' }), { kind: 'message', message: 'No firstName' }],
    [event('campaign.changed', { message: campaignComplete }), { kind: 'complete', campaignId: 7 }],
    [event('campaign.changed', { message: noNewCreators }), { kind: 'exhausted', campaignId: 7 }],
    [event('campaign.changed', { message: 'You paused the campaign' }), null],
    [event('campaign.changed', { message: 'The report about this campaign is in your inbox' }), null],
    [event('provider.changed', { message: 'The key was refused.' }), { kind: 'provider', message: 'The key was refused.' }],
    [event('provider.changed', { message: '' }), null],
    [event('run.changed', { message: 'The key was refused.' }), null],
    [event('reply.automatic'), null],
    [event('send.sent'), null],
    [{ type: 'resync', seq: 1 } as const, null],
  ])('%j: %j', (said, occasion) => expect(occasionOf(said)).toEqual(occasion))

  it('is what was chosen, and nothing to who looks at the window', () => {
    const reply = { kind: 'reply', campaignId: 1, recipientId: 1 } as const
    const problem = { kind: 'message', message: '' } as const
    expect(isWanted(reply, firstPreferences, false)).toBe(true)
    expect(isWanted(reply, firstPreferences, true)).toBe(false)
    expect(isWanted(reply, { ...firstPreferences, notifyReplies: false }, false)).toBe(false)
    expect(isWanted(problem, { ...firstPreferences, notifyReplies: false }, false)).toBe(true)
    expect(isWanted(problem, { ...firstPreferences, notifyProblems: false }, false)).toBe(false)
  })

  it('is put together where much comes at once', () => {
    const reply = (body: string): Notice => ({ kind: 'reply', title: 'Ada answered', body, path: '/inbox/1' })
    expect(grouped([reply('A'), reply('B')])).toHaveLength(2)
    expect(grouped([reply('A'), reply('A'), reply('B')])).toEqual([{ kind: 'reply', title: '3 answers', body: 'A, B', path: '/inbox' }])
    expect(grouped(['A', 'B', 'C', 'D', 'E'].map(reply))[0]?.body).toBe('A, B, C and 2 more')
    const held: Notice = { kind: 'message', title: 'A message needs you', body: 'No firstName', path: '/' }
    expect(grouped([held, held, held, reply('A')])).toEqual([{ ...held, title: '3 messages need you' }, reply('A')])
    const provider: Notice = { kind: 'provider', title: 'Clay needs you', body: 'No credits.', path: '/providers' }
    expect(grouped([provider, provider, provider])).toEqual([{ ...provider, title: '3 providers need you' }])
    const paused: Notice = { kind: 'exhausted', title: 'Autumn is paused', body: noNewCreators, path: '/campaigns/7' }
    expect(grouped([paused, paused, paused])).toEqual([{ ...paused, title: '3 campaigns find nobody new', body: '', path: '/campaigns' }])
    expect(grouped([])).toEqual([])
  })

  const failing = () => Promise.reject(new Error('no'))
  const client = {
    inbox: { list: async () => ({ items: [{ id: 12, recipientId: 70, name: 'Ada Lovelace', campaignName: 'Autumn' }] }) },
    recipients: { get: async () => ({ fullName: '', email: 'ada@lovelace.example' }) },
    campaigns: {
      get: async ({ id }: { id: number }) =>
        id === 8
          ? { name: 'Baristas', audience: 'discovery', reason: 'All 30 runs are done' }
          : { name: 'Autumn', audience: 'list', reason: 'Everybody has been through the sequence' },
    },
    mailboxes: { list: async () => [{ id: 3, email: 'sam@north.example' }] },
    providers: {
      list: async () => [
        { kind: 'influencers_club', problem: '' },
        { kind: 'clay', problem: 'Clay has no credits left.' },
      ],
    },
  } as unknown as EngineClient
  const broken = {
    inbox: { list: failing },
    recipients: { get: failing },
    campaigns: { get: failing },
    mailboxes: { list: failing },
    providers: { list: failing },
  } as unknown as EngineClient

  it('names person and campaign, and leads to the conversation', async () => {
    const reply = { kind: 'reply', campaignId: 7, recipientId: 70 } as const
    expect(await noticeOf(client, reply)).toEqual({ kind: 'reply', title: 'Ada Lovelace answered', body: 'Autumn', path: '/inbox/12' })
    // Another one's conversation is never opened.
    expect(await noticeOf(client, { ...reply, recipientId: 71 })).toMatchObject({ title: 'ada@lovelace.example answered', path: '/inbox' })
    expect(await noticeOf(broken, reply)).toEqual({ kind: 'reply', title: 'Somebody answered', body: '', path: '/inbox' })
    expect(await noticeOf(client, { kind: 'mailbox', mailboxId: 3, message: 'No.' })).toMatchObject({
      title: 'sam@north.example needs you',
    })
    expect(await noticeOf(broken, { kind: 'complete', campaignId: 7 })).toMatchObject({ body: '', path: '/campaigns/7' })
  })

  it('says of a recurring campaign that its runs are done, or that it paused because it finds nobody', async () => {
    const title = 'A campaign is complete'
    expect(await noticeOf(client, { kind: 'complete', campaignId: 7 })).toEqual({
      kind: 'complete',
      title,
      body: 'Autumn',
      path: '/campaigns/7',
    })
    const body = 'Baristas. All 30 runs are done'
    expect(await noticeOf(client, { kind: 'complete', campaignId: 8 })).toEqual({ kind: 'complete', title, body, path: '/campaigns/8' })
    const paused = { kind: 'exhausted', body: noNewCreators, path: '/campaigns/8' }
    expect(await noticeOf(client, { kind: 'exhausted', campaignId: 8 })).toEqual({ ...paused, title: 'Baristas is paused' })
    expect(await noticeOf(broken, { kind: 'exhausted', campaignId: 8 })).toEqual({ ...paused, title: 'A campaign is paused' })
  })

  it('names the provider that needs somebody, and says nothing of one that works', async () => {
    const message = 'Clay has no credits left.'
    const notice = { kind: 'provider', body: message, path: '/providers' }
    expect(await noticeOf(client, { kind: 'provider', message })).toEqual({ ...notice, title: 'Clay needs you' })
    expect(await noticeOf(broken, { kind: 'provider', message })).toEqual({ ...notice, title: 'A provider needs you' })
    expect(await noticeOf(client, { kind: 'provider', message: 'Clay was connected' })).toBeNull()
  })

  describe('in time', () => {
    beforeEach(() => void vi.useFakeTimers())
    afterEach(() => void vi.useRealTimers())

    it('waits a moment for more, but not for ever, and ends', async () => {
      const bus = createBus()
      const shown: string[] = []
      const end = tell({
        client,
        bus,
        preferences: () => firstPreferences,
        looking: () => false,
        show: ({ title }) => void shown.push(title),
      })
      bus.publish(event('reply.received'))
      await vi.advanceTimersByTimeAsync(1_900)
      expect(shown).toEqual([])
      await vi.advanceTimersByTimeAsync(200)
      expect(shown).toEqual(['Ada Lovelace answered'])
      for (let at = 0; at < 9; at++) {
        bus.publish(event('reply.received'))
        await vi.advanceTimersByTimeAsync(1_500)
      }
      expect(shown.slice(1)).toEqual(['7 answers'])
      end()
      await vi.advanceTimersByTimeAsync(20_000)
      expect(shown).toHaveLength(2)
      expect(bus.listeners.size).toBe(0)
    })

    it('shows nothing where it turns out that there is nothing to tell', async () => {
      const bus = createBus()
      const shown: string[] = []
      const show = ({ title }: Notice) => void shown.push(title)
      const end = tell({ client, bus, preferences: () => firstPreferences, looking: () => false, show })
      for (const message of ['Clay was connected', 'Clay has no credits left.']) bus.publish(event('provider.changed', { message }))
      await vi.advanceTimersByTimeAsync(2_100)
      expect(shown).toEqual(['Clay needs you'])
      end()
    })

    it('asks the engine once for many changes, once a minute for none, and never twice at a time', async () => {
      const bus = createBus()
      let asked = 0
      let busy = 0
      let most = 0
      const status = async () => {
        asked++
        most = Math.max(most, ++busy)
        await new Promise((resolve) => setTimeout(resolve, 5_000))
        busy--
        return sending
      }
      const slow = {
        engine: { status },
        today: { get: failing },
        credits: { get: failing },
        inbox: { counts: failing },
      } as unknown as EngineClient
      const shown: Facts[] = []
      const feed = feedGlance(slow, bus, (facts) => void shown.push(facts))
      for (let at = 0; at < 1_000; at++) bus.publish(event('send.sent'))
      await vi.advanceTimersByTimeAsync(12_000)
      expect([asked, most]).toEqual([2, 1])
      expect(shown[0]).toEqual({ ...nothingKnown, engine: sending })
      await vi.advanceTimersByTimeAsync(120_000)
      expect(asked).toBeLessThanOrEqual(4)
      feed.end()
      const before = asked
      bus.publish(event('send.sent'))
      await vi.advanceTimersByTimeAsync(200_000)
      expect(asked).toBe(before)
    })
  })
})
