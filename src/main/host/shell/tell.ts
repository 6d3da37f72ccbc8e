import { noNewCreators } from '../../../shared/said.ts'
import type { ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { Preferences } from '../../../shared/schemas/host.ts'
import type { Engine } from '../../engine/engine.ts'
import type { EngineClient } from './glance-feed.ts'
import { grouped, isWanted, type Notice, type Occasion, occasionOf } from './notices.ts'

/** What comes within so long of each other is told together, but nothing waits longer than `longestMs`. */
const gatherMs = 2_000
const longestMs = 10_000

export interface TellOptions {
  client: EngineClient
  bus: Pick<Engine['context']['bus'], 'subscribe'>
  preferences(): Preferences
  /** Whether the person looks at the window now. */
  looking(): boolean
  show(notice: Notice): void
}

/** Turns what happens in the engine into notifications. Returns how to end it. */
export function tell({ client, bus, preferences, looking, show }: TellOptions): () => void {
  let waiting: Occasion[] = []
  let first = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    const occasions = waiting
    waiting = []
    void Promise.all(occasions.map((it) => noticeOf(client, it))).then((notices) => {
      for (const notice of grouped(notices.filter((notice) => notice !== null))) show(notice)
    })
  }

  const unsubscribe = bus.subscribe((event) => {
    const occasion = occasionOf(event)
    if (!occasion || !isWanted(occasion, preferences(), looking())) return
    if (waiting.length === 0) first = Date.now()
    waiting.push(occasion)
    clearTimeout(timer)
    timer = setTimeout(flush, Math.max(0, Math.min(gatherMs, first + longestMs - Date.now())))
    timer.unref?.()
  })
  return () => {
    unsubscribe()
    clearTimeout(timer)
  }
}

/**
 * Adds the names. What cannot be found out is left out: a notification is better than none. Null where it turns out that
 * there is nothing to tell.
 */
export async function noticeOf(client: EngineClient, occasion: Occasion): Promise<Notice | null> {
  switch (occasion.kind) {
    case 'reply':
      return replyNotice(client, occasion)
    case 'mailbox':
      return {
        kind: 'mailbox',
        title: `${await mailboxName(client, occasion.mailboxId)} needs you`,
        body: occasion.message,
        path: '/mailboxes',
      }
    case 'message':
      return { kind: 'message', title: 'A message needs you', body: occasion.message, path: '/' }
    case 'complete':
      return completeNotice(client, occasion.campaignId)
    case 'exhausted':
      return {
        kind: 'exhausted',
        title: `${(await campaignName(client, occasion.campaignId)) || 'A campaign'} is paused`,
        body: noNewCreators,
        path: `/campaigns/${occasion.campaignId}`,
      }
    case 'provider':
      return providerNotice(client, occasion.message)
  }
}

async function completeNotice(client: EngineClient, campaignId: number): Promise<Notice> {
  const campaign = await client.campaigns.get({ id: campaignId }).catch(() => null)
  const name = campaign?.name ?? ''
  const inWords = campaign?.audience === 'discovery' && campaign.reason !== '' ? `${name}. ${campaign.reason}` : name
  return { kind: 'complete', title: 'A campaign is complete', body: inWords, path: `/campaigns/${campaignId}` }
}

const providerNames: Record<ProviderKind, string> = { influencers_club: 'Influencers Club', clay: 'Clay' }

/** Only of a problem that there still is: a provider that was connected, say, is somebody's own doing. */
async function providerNotice(client: EngineClient, message: string): Promise<Notice | null> {
  const all = await client.providers.list().catch(() => null)
  const troubled = all?.find(({ problem }) => problem === message)
  if (all && !troubled) return null
  const name = troubled ? providerNames[troubled.kind] : 'A provider'
  return { kind: 'provider', title: `${name} needs you`, body: message, path: '/providers' }
}

async function replyNotice(client: EngineClient, { campaignId, recipientId }: Extract<Occasion, { kind: 'reply' }>): Promise<Notice> {
  const thread = recipientId === null ? null : await threadOf(client, recipientId)
  const who = thread?.name || (campaignId !== null && recipientId !== null ? await personName(client, campaignId, recipientId) : '')
  const body = thread?.campaignName || (campaignId === null ? '' : await campaignName(client, campaignId))
  return { kind: 'reply', title: `${who || 'Somebody'} answered`, body, path: thread ? `/inbox/${thread.id}` : '/inbox' }
}

async function threadOf(client: EngineClient, recipientId: number) {
  const page = await client.inbox.list({ recipientId, limit: 1 }).catch(() => null)
  return page?.items.find((thread) => thread.recipientId === recipientId) ?? null
}

async function personName(client: EngineClient, id: number, recipientId: number): Promise<string> {
  const person = await client.recipients.get({ id, recipientId }).catch(() => null)
  return person?.fullName || person?.email || ''
}

async function campaignName(client: EngineClient, id: number): Promise<string> {
  return (await client.campaigns.get({ id }).catch(() => null))?.name ?? ''
}

async function mailboxName(client: EngineClient, id: number): Promise<string> {
  const all = await client.mailboxes.list().catch(() => [])
  return all.find((mailbox) => mailbox.id === id)?.email ?? 'A mailbox'
}
