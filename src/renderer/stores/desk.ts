import type { StoredEvent } from '../../shared/events.ts'
import type { Credits, EngineStatus, Workspace } from '../../shared/schemas/workspace.ts'
import type { Client } from '../api/types.ts'
import type { Timers } from '../lib/coalesce.ts'
import { touchedBy } from '../lib/touched.ts'
import { type CampaignRow, createCampaignsStore } from './campaigns.ts'
import { createFollower, type Follower } from './connection.ts'
import type { ListStore } from './list.ts'
import { createPersonStore, type PersonStore } from './person.ts'
import { createRecipientsStore, type RecipientsStore } from './recipients.ts'
import { createValueStore, type ValueStore } from './value.ts'

/** Everything the screen shows, kept true by the event stream. */
export interface Desk {
  client: Client
  connection: Follower
  workspace: ValueStore<Workspace>
  engine: ValueStore<EngineStatus>
  credits: ValueStore<Credits>
  campaigns: ListStore<CampaignRow>
  recipients: RecipientsStore
  person: PersonStore
  start(): void
  stop(): void
}

/** Windows open and days end without an event: so often is read what depends on the time of day. */
const heartbeatMs = 20_000
/** A heartbeat without an answer for so long means that the connection is dead, e.g. after the machine slept. */
const deadMs = 10_000

export function createDesk(client: Client, timers: Timers, random: () => number = Math.random): Desk {
  const workspace = createValueStore(() => client.workspace.get(), timers)
  const engine = createValueStore(() => client.engine.status(), timers)
  const credits = createValueStore(() => client.credits.get(), timers)
  const campaigns = createCampaignsStore(client, timers)
  const recipients = createRecipientsStore(client, timers)
  const person = createPersonStore(client, timers)
  let cancelHeartbeat = () => {}

  function resync(): void {
    workspace.touch()
    engine.touch()
    credits.touch()
    campaigns.touch('all')
    recipients.list.touch('all')
    person.touch('all')
  }

  function touch(event: StoredEvent): void {
    const touched = touchedBy(event)
    if (touched.workspace) workspace.touch()
    if (touched.engine) engine.touch()
    if (touched.credits) credits.touch()
    if (touched.campaigns !== null) campaigns.touch(touched.campaigns)
    if (touched.recipients === 'all') {
      recipients.list.touch('all')
      person.touch('all')
    } else if (touched.recipients?.campaignId === recipients.choice.getState().campaignId) {
      recipients.list.touch(touched.recipients?.recipientId ?? 'all')
      person.touch(touched.recipients?.recipientId ?? 'all')
    }
  }

  const connection = createFollower(client, { touch, resync }, timers, random)

  function heartbeat(): void {
    cancelHeartbeat = timers.after(heartbeatMs, () => {
      if (connection.store.getState().state === 'online') void beat()
      heartbeat()
    })
  }

  async function beat(): Promise<void> {
    const cancel = timers.after(deadMs, () => connection.reconnect())
    try {
      engine.set(await client.engine.status())
      credits.touch()
      campaigns.touch('all')
    } catch {
      connection.reconnect()
    } finally {
      cancel()
    }
  }

  return {
    client,
    connection,
    workspace,
    engine,
    credits,
    campaigns,
    recipients,
    person,
    start() {
      connection.start()
      heartbeat()
    },
    stop() {
      cancelHeartbeat()
      connection.stop()
      for (const store of [workspace, engine, credits, campaigns, recipients.list, person]) store.stop()
    },
  }
}
