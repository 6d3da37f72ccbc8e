import type { ImapFlow } from 'imapflow'
import type { Clock, Log } from '../../ports/machine.ts'
import type { ConnectionProbe, FolderRole, MailAccount, MailReader } from '../../ports/mail.ts'
import { MailReadError } from '../../ports/mail.ts'

import {
  type ClientOptions,
  endClient,
  ImapConnectError,
  type ImapTimeouts,
  isRefusal,
  openClient,
  readError,
  withDeadline,
} from './imap-client.ts'
import { type Folders, fetchFolder, fileMessage, findFolders, holdsMessageId } from './imap-folder.ts'
import { listOthers } from './imap-others.ts'
import { type WatchOptions, watchInbox } from './imap-watch.ts'

export interface ImapReaderOptions extends Partial<ImapTimeouts>, Partial<WatchOptions> {
  /** A kept connection is closed after so long without use. */
  idleMs?: number
  /** After so long without use, the server is asked whether it is still there. */
  probeAfterMs?: number
  /** How long one IDLE lasts; RFC 2177 wants less than 29 minutes, home routers forget earlier. */
  maxIdleMs?: number
  /** After so long without a word in IDLE, the server is asked whether it is still there. */
  watchSilenceMs?: number
  /** Further trusted certificates (PEM); for tests. */
  ca?: string
}

const defaults = {
  connectMs: 30_000,
  greetingMs: 20_000,
  silenceMs: 60_000,
  wholeMs: 180_000,
  // Shorter than the silence after which the library gives a connection up.
  idleMs: 50_000,
  probeAfterMs: 5000,
  maxIdleMs: 10 * 60_000,
  watchSilenceMs: 4 * 60_000,
  backoffMs: 2000,
  maxBackoffMs: 10 * 60_000,
}

/** One mailbox's kept connection for reading, and the end of the line of those who wait for it. */
interface Lane {
  client: ImapFlow | null
  folders: Folders | null
  tail: Promise<unknown>
  /** Performance milliseconds of the last use's end. */
  usedAt: number
  idle: NodeJS.Timeout | undefined
}

/**
 * Reads through IMAP (RFC 9051). Two connections a mailbox: one for reading, kept between readings, and one that waits
 * with IDLE. Nothing is ever marked as read, moved or deleted.
 */
export function createImapReader(ports: { clock: Clock; log: Log }, options: ImapReaderOptions = {}): MailReader {
  const settings = { ...defaults, ...options }
  const reading: ClientOptions = { ...settings, ca: options.ca, maxIdleMs: null }
  const lanes = new Map<number, Lane>()
  const watches = new Set<() => void>()

  function laneOf(mailboxId: number): Lane {
    const lane = lanes.get(mailboxId) ?? { client: null, folders: null, tail: Promise.resolve(), usedAt: 0, idle: undefined }
    lanes.set(mailboxId, lane)
    return lane
  }

  /** The kept connection if it still answers, or a new one. */
  async function connect(account: MailAccount, lane: Lane): Promise<ImapFlow> {
    const { client } = lane
    if (client?.usable && performance.now() - lane.usedAt < settings.probeAfterMs) return client
    if (client?.usable) {
      const answers = await withDeadline(client.noop(), Math.min(settings.silenceMs, 10_000), client).then(
        () => client.usable,
        () => false,
      )
      if (answers) return client
    }
    client?.close()
    lane.folders = null
    lane.client = await openClient(account, ports.clock, reading)
    return lane.client
  }

  async function folderOf(client: ImapFlow, lane: Lane, role: FolderRole): Promise<string | null> {
    if (role === 'inbox') return 'INBOX'
    lane.folders ??= await findFolders(client)
    return lane.folders[role]
  }

  /** Runs work on a mailbox's connection, one after the other. A connection on which something went wrong is not kept. */
  function using<T>(account: MailAccount, work: (client: ImapFlow, lane: Lane) => Promise<T>): Promise<T> {
    const lane = laneOf(account.mailboxId)
    const turn = lane.tail.then(async () => {
      clearTimeout(lane.idle)
      try {
        const client = await connect(account, lane)
        const result = await withDeadline(work(client, lane), settings.wholeMs, client)
        rest(account.mailboxId, lane)
        return result
      } catch (error) {
        lane.client?.close()
        lane.client = null
        throw readError(error)
      }
    })
    lane.tail = turn.catch(() => undefined)
    return turn
  }

  function rest(mailboxId: number, lane: Lane): void {
    lane.usedAt = performance.now()
    // A lane that was closed meanwhile is nobody's any more.
    if (lanes.get(mailboxId) !== lane) return void drop(lane)
    lane.idle = setTimeout(() => void drop(lane), settings.idleMs)
    lane.idle.unref()
  }

  async function drop(lane: Lane): Promise<void> {
    clearTimeout(lane.idle)
    const { client } = lane
    lane.client = null
    if (client) await endClient(client)
  }

  return {
    read: (account, request) =>
      using(account, async (client, lane) => {
        const path = await folderOf(client, lane, request.role)
        return path === null ? null : fetchFolder(client, path, request, ports.log)
      }),

    others: (account) =>
      using(account, async (client, lane) => {
        lane.folders ??= await findFolders(client)
        return listOthers(client, lane.folders)
      }),

    readOther: (account, path, request) =>
      using(account, async (client) => {
        try {
          return await fetchFolder(client, path, { ...request, onlySince: true }, ports.log)
        } catch (error) {
          // It went away, or may be listed and not opened: nothing that concerns the others.
          if (isRefusal(error) || error instanceof MailReadError) return null
          throw error
        }
      }),

    isInSent: (account, messageId) =>
      using(account, async (client, lane) => {
        const path = await folderOf(client, lane, 'sent')
        return path !== null && holdsMessageId(client, path, messageId)
      }),

    appendSent: (account, raw) =>
      using(account, async (client, lane) => {
        const path = await folderOf(client, lane, 'sent')
        if (path === null) throw new MailReadError('This mailbox has no folder for sent mail.', true)
        await fileMessage(client, path, raw)
      }),

    watch(account, onNews) {
      const idling: ClientOptions = { ...settings, silenceMs: settings.watchSilenceMs, ca: options.ca }
      const stop = watchInbox(() => openClient(account, ports.clock, idling), onNews, settings)
      watches.add(stop)
      return () => {
        watches.delete(stop)
        stop()
      }
    },

    async verify(account): Promise<ConnectionProbe> {
      let client: ImapFlow | null = null
      try {
        client = await openClient(account, ports.clock, reading)
        const found = await withDeadline(findFolders(client), settings.silenceMs, client)
        const notes = []
        if (found.sent === null) notes.push('There is no folder for sent mail, so no copies are filed.')
        if (!client.capabilities.has('IDLE')) notes.push('The IMAP server does not announce new mail, so it is asked every few minutes.')
        return { ok: true, notes }
      } catch (error) {
        if (error instanceof ImapConnectError) return error.probe
        return { ok: false, stage: 'connect', replyCode: null, response: '', errorCode: 'EIMAP', error: readError(error).message }
      } finally {
        if (client) await endClient(client)
      }
    },

    /** One mailbox: its kept connection (a watch is ended by whoever began it). All: watches too. */
    async close(mailboxId) {
      if (mailboxId === undefined) {
        for (const stop of watches) stop()
        watches.clear()
      }
      const ids = mailboxId === undefined ? [...lanes.keys()] : [mailboxId]
      await Promise.all(ids.map(retire))
    },
  }

  async function retire(mailboxId: number): Promise<void> {
    const lane = lanes.get(mailboxId)
    lanes.delete(mailboxId)
    if (lane) await drop(lane)
  }
}
