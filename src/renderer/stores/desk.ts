import type { StoredEvent } from '../../shared/events.ts'
import type { Place } from '../../shared/place.ts'
import type { ContactImport } from '../../shared/schemas/contacts.ts'
import type { HostInfo } from '../../shared/schemas/host.ts'
import type { InboxCounts } from '../../shared/schemas/inbox.ts'
import type { Mailbox } from '../../shared/schemas/mailboxes.ts'
import type { Credits, EngineStatus, Workspace } from '../../shared/schemas/workspace.ts'
import type { Client } from '../api/types.ts'
import type { Timers } from '../lib/live/coalesce.ts'
import { touchedBy } from '../lib/live/touched.ts'
import { type CampaignRow, createCampaignsStore } from './campaigns.ts'
import { type ClockStore, createClockStore } from './clock.ts'
import { createFollower, type EventSink, type Follower } from './connection.ts'
import type { ListStore } from './list.ts'
import { createValueStore, type ValueStore } from './value.ts'

/**
 * Everything the screen shows, kept true by the event stream. What every page needs stands here; a page's own values and
 * lists follow the same stream with `follow` (see hooks/use-live.ts).
 */
export interface Desk {
  place: Place
  client: Client
  clock: ClockStore
  connection: Follower
  workspace: ValueStore<Workspace>
  engine: ValueStore<EngineStatus>
  credits: ValueStore<Credits>
  mailboxes: ValueStore<Mailbox[]>
  inbox: ValueStore<InboxCounts>
  host: ValueStore<HostInfo>
  campaigns: ListStore<CampaignRow>
  /** Hears every event, and when all has to be read anew. Returns how to end it. */
  follow(sink: EventSink): () => void
  start(): void
  stop(): void
}

/** Windows open and days end without an event: so often is read what depends on the time of day. */
const heartbeatMs = 20_000
/** The sandbox's clock runs fast. */
const sandboxHeartbeatMs = 1000
/** A heartbeat without an answer for so long means that the connection is dead, e.g. after the machine slept. */
const deadMs = 10_000

export interface DeskOptions {
  place?: Place
  random?: () => number
}

export function createDesk(client: Client, timers: Timers, options: DeskOptions = {}): Desk {
  const { place = 'workspace', random = Math.random } = options
  const clock = createClockStore()
  const sinks = new Set<EventSink>()
  const workspace = createValueStore(() => client.workspace.get(), timers)
  const engine = createValueStore(async () => {
    const status = await client.engine.status()
    clock.hear(status.now)
    return status
  }, timers)
  const credits = createValueStore(() => client.credits.get(), timers)
  const mailboxes = createValueStore(() => client.mailboxes.list(), timers)
  const inbox = createValueStore(() => client.inbox.counts(), timers)
  const host = createValueStore(() => client.host.info(), timers)
  const campaigns = createCampaignsStore(client, timers)
  let cancelHeartbeat = () => {}

  function resync(): void {
    workspace.touch()
    engine.touch()
    credits.touch()
    mailboxes.touch()
    inbox.touch()
    host.touch()
    campaigns.touch('all')
    for (const sink of sinks) sink.resync()
  }

  function touch(event: StoredEvent): void {
    const touched = touchedBy(event)
    if (touched.workspace) workspace.touch()
    if (touched.engine) engine.touch()
    if (touched.credits) credits.touch()
    if (touched.mailboxes) mailboxes.touch()
    if (touched.inbox) inbox.touch()
    if (touched.campaigns !== null) campaigns.touch(touched.campaigns)
    for (const sink of sinks) sink.touch(event)
  }

  function progress(said: ContactImport): void {
    for (const sink of sinks) sink.progress?.(said)
  }

  const sink = { touch, resync, progress }
  const connection = createFollower(place === 'sandbox' ? keptOpen(client) : client, sink, timers, random)

  function heartbeat(): void {
    cancelHeartbeat = timers.after(place === 'sandbox' ? sandboxHeartbeatMs : heartbeatMs, () => {
      if (connection.store.getState().state === 'online') void beat()
      heartbeat()
    })
  }

  async function beat(): Promise<void> {
    const cancel = timers.after(deadMs, () => connection.reconnect())
    try {
      const status = await client.engine.status()
      clock.hear(status.now)
      engine.set(status)
      credits.touch()
      campaigns.touch('all')
    } catch {
      connection.reconnect()
    } finally {
      cancel()
    }
  }

  return {
    place,
    client,
    clock,
    connection,
    workspace,
    engine,
    credits,
    mailboxes,
    inbox,
    host,
    campaigns,
    follow(sink) {
      sinks.add(sink)
      return () => sinks.delete(sink)
    },
    start() {
      connection.start()
      heartbeat()
    },
    stop() {
      cancelHeartbeat()
      connection.stop()
      for (const store of [workspace, engine, credits, mailboxes, inbox, host, campaigns]) store.stop()
    },
  }
}

/**
 * Whoever shows the sandbox keeps it open: it may be closed, or its host may have been started anew. What was followed
 * before may have been another one, whose numbers say nothing of this one: everything is read anew.
 */
function keptOpen(client: Client): Pick<Client, 'events'> {
  const stream: Client['events']['stream'] = async (input, ...rest) => {
    await client.sandbox.open()
    return client.events.stream(input.after === undefined ? input : { after: Number.MAX_SAFE_INTEGER }, ...rest)
  }
  return { events: { stream } }
}
