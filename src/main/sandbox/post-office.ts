import type { Clock, Instant } from '../engine/ports/machine.ts'
import type { ConnectionProbe, FolderBatch, FolderRole, MailAccount, MailReader, OtherFolder, ReadRequest } from '../engine/ports/mail.ts'
import { MailReadError } from '../engine/ports/mail.ts'

interface StoredMail {
  uid: number
  source: Buffer
  internalDate: Instant
}

interface Folder {
  uidValidity: string
  uidNext: number
  mails: StoredMail[]
}

/** A mail on its way to the sender's mailbox. */
export interface Letter {
  /** Whom it is from, or about: an address in lower case. */
  person: string
  means: 'reply' | 'bounce' | 'auto_reply' | 'unsubscribe'
  arrivesAt: Instant
  role: 'inbox' | 'spam'
  /** RFC 5322, CRLF lines. */
  source: Buffer
}

/**
 * The sender's mailbox as an IMAP server keeps it, in memory: three folders, ascending UIDs that are never given twice,
 * news told to whoever watches the inbox; and the letters that are still on their way there.
 */
export class PostOffice implements MailReader {
  /** In the order in which they arrived. */
  readonly delivered: Letter[] = []
  private readonly underWay: Letter[] = []
  private readonly clock: Clock
  private readonly password: string | null
  private readonly folders: Record<FolderRole, Folder> = { inbox: emptyFolder(71), spam: emptyFolder(72), sent: emptyFolder(73) }
  private readonly watchers = new Set<() => void>()
  private untold = false
  /** The highest UID of the inbox that was handed to a reader. */
  private handedOver = 0

  /** @param password what signs in; null takes any */
  constructor(clock: Clock, password: string | null = null) {
    this.clock = clock
    this.password = password
  }

  send(letter: Letter): void {
    this.underWay.push(letter)
    this.underWay.sort((a, b) => a.arrivesAt - b.arrivesAt)
  }

  /** When the next letter arrives; null when none is under way. */
  nextArrival(): Instant | null {
    return this.underWay[0]?.arrivesAt ?? null
  }

  /** Puts whatever has arrived by `at` into its folder. Watchers hear of it with `tellNews`. */
  deliverUntil(at: Instant): void {
    for (let letter = this.underWay[0]; letter && letter.arrivesAt <= at; letter = this.underWay[0]) {
      this.underWay.shift()
      this.store(letter.source, letter.role, letter.arrivesAt)
      this.delivered.push(letter)
      if (letter.role === 'inbox') this.untold = true
    }
  }

  /** What IDLE does: says that there is something new in the inbox, if there is. */
  tellNews(): void {
    if (!this.untold) return
    this.untold = false
    for (const onNews of this.watchers) onNews()
  }

  /** Whether something lies in the inbox that nobody has fetched. */
  hasUnfetched(): boolean {
    return this.folders.inbox.uidNext - 1 > this.handedOver
  }

  async read(account: MailAccount, request: ReadRequest): Promise<FolderBatch> {
    this.signIn(account)
    const { uidValidity, uidNext, mails } = this.folders[request.role]
    const { cursor } = request
    if (cursor === null) {
      if (request.role === 'inbox') this.handedOver = uidNext - 1
      return { uidValidity, uidNext, messages: [], more: false }
    }
    const isNew = (mail: StoredMail) =>
      cursor.uidValidity === uidValidity ? mail.uid > cursor.uid : mail.internalDate >= request.sinceOnRenumber
    const fresh = mails.filter(isNew)
    const batch = fresh.slice(0, request.limit)
    if (request.role === 'inbox') this.handedOver = Math.max(this.handedOver, batch.at(-1)?.uid ?? 0)
    return {
      uidValidity,
      uidNext,
      messages: batch.map((mail) => ({ ...mail, source: mail.source.subarray(0, request.maxBytes) })),
      more: fresh.length > request.limit,
    }
  }

  /** Nobody here moves mail. */
  async others(): Promise<OtherFolder[]> {
    return []
  }

  async readOther(): Promise<FolderBatch | null> {
    return null
  }

  async isInSent(account: MailAccount, messageId: string): Promise<boolean> {
    this.signIn(account)
    return this.folders.sent.mails.some((mail) => mail.source.includes(messageId))
  }

  async appendSent(account: MailAccount, raw: Buffer): Promise<void> {
    this.signIn(account)
    this.store(raw, 'sent', this.clock.now())
  }

  watch(_account: MailAccount, onNews: () => void): () => void {
    this.watchers.add(onNews)
    return () => this.watchers.delete(onNews)
  }

  async verify(account: MailAccount): Promise<ConnectionProbe> {
    try {
      this.signIn(account)
      return { ok: true, notes: [] }
    } catch (error) {
      return { ok: false, stage: 'auth', replyCode: null, response: '', errorCode: 'AUTHENTICATIONFAILED', error: String(error) }
    }
  }

  async close(): Promise<void> {}

  private store(source: Buffer, role: FolderRole, at: Instant): void {
    const folder = this.folders[role]
    folder.mails.push({ uid: folder.uidNext++, source, internalDate: at })
  }

  private signIn(account: MailAccount): void {
    if (this.password === null) return
    const { imapCredential } = account
    const good = imapCredential.kind === 'password' && imapCredential.password === this.password
    if (!good) throw new MailReadError('The password is not the right one', true)
  }
}

function emptyFolder(uidValidity: number): Folder {
  return { uidValidity: String(uidValidity), uidNext: 1, mails: [] }
}
