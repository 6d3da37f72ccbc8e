import type { ImapFlow, ListResponse } from 'imapflow'
import type { Log } from '../../ports/machine.ts'
import type { FolderBatch, FolderRole, IncomingMail, ReadRequest } from '../../ports/mail.ts'
import { MailReadError } from '../../ports/mail.ts'

import { isRefusal } from './imap-client.ts'

export type Folders = Record<FolderRole, string | null>

/** What other names the folders go by where the server does not mark them (RFC 6154). Compared in lower case. */
const otherNames: Record<'sent' | 'spam', string[]> = {
  sent: [
    'sent',
    'sent items',
    'sent messages',
    'sent mail',
    'gesendet',
    'gesendete elemente',
    'gesendete objekte',
    'envoyés',
    'enviados',
    'inviata',
  ],
  spam: ['spam', 'junk', 'junk e-mail', 'junk email', 'junk mail', 'bulk mail', 'bulk', 'werbung', 'pourriel', 'correo no deseado'],
}

const specialUse = { sent: '\\Sent', spam: '\\Junk' } as const

/** Finds the folders by their marks, then by their names. A folder that cannot be opened does not count. */
export async function findFolders(client: ImapFlow): Promise<Folders> {
  const listed = (await client.list()).filter((folder) => !folder.flags.has('\\Noselect') && !folder.flags.has('\\NonExistent'))
  return { inbox: 'INBOX', sent: findFolder(listed, 'sent'), spam: findFolder(listed, 'spam') }
}

function findFolder(listed: ListResponse[], role: 'sent' | 'spam'): string | null {
  const marked = listed.filter((folder) => folder.specialUse === specialUse[role] || folder.flags.has(specialUse[role]))
  const named = listed.filter((folder) => otherNames[role].includes(folder.name.toLowerCase()))
  const byServer = marked.find((folder) => folder.flags.has(specialUse[role]))
  return (byServer ?? marked[0] ?? named[0])?.path ?? null
}

// UIDs are 32 bit (RFC 9051 2.3.1.1).
const highestUid = 4_294_967_295
const dayMs = 86_400_000
/** How often a server may list messages that are gone when they are asked for, within one reading. */
const emptyRounds = 20

interface FolderRequest extends Omit<ReadRequest, 'role'> {
  /** Leaves out what was received before `sinceOnRenumber`, whatever its number. */
  onlySince?: boolean
}

/**
 * Reads what is new, oldest first. The server is asked for a list of UIDs and then for those only, so a folder of any
 * size costs one batch; nothing that it says is taken on trust: foreign, repeated and impossible UIDs are dropped.
 */
export async function fetchFolder(client: ImapFlow, path: string, request: FolderRequest, log: Log): Promise<FolderBatch> {
  const box = await client.mailboxOpen(path, { readOnly: true })
  const uidValidity = String(box.uidValidity ?? 0)
  const announced = validUid(box.uidNext) ? box.uidNext : 0
  const { cursor } = request
  if (cursor === null) {
    const uidNext = announced || ((await searchUids(client, { uid: `${highestUid}:*` })).at(-1) ?? 0) + 1
    return { uidValidity, messages: [], uidNext, more: false }
  }
  const renumbered = cursor.uidValidity !== uidValidity
  // A day earlier: the server compares dates in a zone that is not known (RFC 9051 6.4.4).
  const since = renumbered || request.onlySince ? { since: new Date(request.sinceOnRenumber - dayMs) } : {}
  const query = { ...since, ...(renumbered ? {} : { uid: `${Math.min(cursor.uid + 1, highestUid)}:*` }) }
  // `n:*` also gives the last message when n is beyond it.
  const uids = (await searchUids(client, query)).filter((uid) => renumbered || uid > cursor.uid)
  const { messages, left } = await readUids(client, uids, request, log)
  const uidNext = Math.max(announced, (uids.at(-1) ?? (renumbered ? 0 : cursor.uid)) + 1)
  return { uidValidity, messages, uidNext, more: left && messages.length > 0 }
}

/** Ascending, each once. @throws MailReadError where the server does not search */
async function searchUids(client: ImapFlow, query: Record<string, unknown>): Promise<number[]> {
  const found = await client.search(query, { uid: true })
  if (!Array.isArray(found)) throw new MailReadError('The IMAP server did not list the folder.', false)
  return [...new Set(found)].filter(validUid).sort((a, b) => a - b)
}

function validUid(uid: number | undefined): uid is number {
  return uid !== undefined && Number.isInteger(uid) && uid > 0 && uid <= highestUid
}

async function readUids(
  client: ImapFlow,
  uids: number[],
  request: FolderRequest,
  log: Log,
): Promise<{ messages: IncomingMail[]; left: boolean }> {
  const messages: IncomingMail[] = []
  let next = 0
  let empty = 0
  while (next < uids.length && messages.length < request.limit && empty < emptyRounds) {
    const chunk = uids.slice(next, next + request.limit - messages.length)
    next += chunk.length
    const read = await readChunk(client, chunk, request.maxBytes, log)
    if (read.length === 0) empty++
    messages.push(...read)
  }
  return { messages, left: next < uids.length }
}

/** The messages of these UIDs, in order. Those deleted meanwhile are left out; those that cannot be read are told of. */
async function readChunk(client: ImapFlow, uids: number[], maxBytes: number, log: Log): Promise<IncomingMail[]> {
  const read = await fetchSources(client, uids, maxBytes)
  const missing = uids.filter((uid) => !read.has(uid))
  if (missing.length > 0) {
    const still = new Set(await searchUids(client, { uid: missing.join(',') }))
    for (const uid of missing.filter((one) => still.has(one))) read.set(uid, await fetchHead(client, uid, maxBytes, log))
  }
  return uids.flatMap((uid) => read.get(uid) ?? [])
}

async function fetchSources(client: ImapFlow, uids: number[], maxBytes: number): Promise<Map<number, IncomingMail>> {
  const wanted = new Set(uids)
  const read = new Map<number, IncomingMail>()
  const query = { uid: true, internalDate: true, source: { start: 0, maxLength: maxBytes } }
  try {
    for await (const message of client.fetch(uids.join(','), query, { uid: true })) {
      if (!message.source || !wanted.has(message.uid) || read.has(message.uid)) continue
      read.set(message.uid, incoming(message.uid, message.source, message.internalDate, maxBytes))
    }
  } catch (error) {
    // Some servers refuse a whole batch for the sake of one broken message: the rest is asked for one by one.
    if (!isRefusal(error)) throw error
  }
  return read
}

/**
 * A message that the server lists but does not hand out with the others: alone, then its head alone, then without any
 * text, so that one broken message neither stops the reading nor is passed over in silence.
 */
async function fetchHead(client: ImapFlow, uid: number, maxBytes: number, log: Log): Promise<IncomingMail> {
  for (const query of [
    { uid: true, internalDate: true, source: { start: 0, maxLength: maxBytes } },
    { uid: true, internalDate: true, headers: true },
  ]) {
    try {
      const message = await client.fetchOne(String(uid), query, { uid: true })
      const source = message && message.uid === uid ? (message.source ?? message.headers) : undefined
      if (message && source && source.length > 0) return incoming(uid, source, message.internalDate, maxBytes)
    } catch (error) {
      if (!isRefusal(error)) throw error
    }
  }
  log.warn({ uid }, 'The IMAP server lists a message that it does not hand out')
  return { uid, source: Buffer.alloc(0), internalDate: null }
}

function incoming(uid: number, source: Buffer, date: Date | string | undefined, maxBytes: number): IncomingMail {
  const internalDate = date === undefined ? Number.NaN : new Date(date).getTime()
  return { uid, source: source.subarray(0, maxBytes), internalDate: Number.isFinite(internalDate) ? internalDate : null }
}

/** Whether a folder holds a message with exactly this Message-ID. SEARCH finds parts of ids too, so it is looked at. */
export async function holdsMessageId(client: ImapFlow, path: string, messageId: string): Promise<boolean> {
  await client.mailboxOpen(path, { readOnly: true })
  const uids = await searchUids(client, { header: { 'message-id': messageId } })
  if (uids.length === 0) return false
  const newest = uids.slice(-50)
  for await (const message of client.fetch(newest.join(','), { uid: true, headers: ['message-id'] }, { uid: true })) {
    const value = message.headers?.toString('latin1').replace(/\r?\n[ \t]+/g, ' ') ?? ''
    if (value.split(/[\s:]+/).includes(messageId)) return true
  }
  return false
}

/** Files a message as read. */
export async function fileMessage(client: ImapFlow, path: string, raw: Buffer): Promise<void> {
  // In a folder that is open for reading only, the library believes that no flag may be set anywhere.
  if (client.mailbox) await client.mailboxClose()
  const filed = await client.append(path, raw, ['\\Seen'])
  if (!filed) throw new MailReadError('The IMAP server did not file the copy.', false)
}
