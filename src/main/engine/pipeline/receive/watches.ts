import { createHash } from 'node:crypto'
import type { EngineContext } from '../../context.ts'
import { readMailboxes } from '../../db/inbox/mail-reading.ts'
import type { MailAccount } from '../../ports/mail.ts'

/** Keeps an IDLE connection on the inbox of every mailbox. */
export interface Watches {
  /** Watches a mailbox, anew where its account is another than the one watched. */
  keep(account: MailAccount): void
  /** A mailbox was changed or removed. */
  changed(mailboxId: number): void
  stop(): void
}

/**
 * @param onNews something arrived in a mailbox
 * @param onAccountChanged a watched mailbox signs in otherwise than before
 */
export function createWatches(
  ctx: EngineContext,
  loadAccount: (mailboxId: number) => Promise<MailAccount>,
  onNews: (mailboxId: number) => void,
  onAccountChanged: (mailboxId: number) => void,
): Watches {
  const watches = new Map<number, { print: string; end: () => void }>()
  let stopped = false

  function end(mailboxId: number): void {
    const watch = watches.get(mailboxId)
    watches.delete(mailboxId)
    watch?.end()
  }

  function keep(account: MailAccount): void {
    const { mailboxId } = account
    const print = printOf(account)
    if (stopped || watches.get(mailboxId)?.print === print) return
    end(mailboxId)
    watches.set(mailboxId, { print, end: ctx.ports.reader.watch(account, () => onNews(mailboxId)) })
  }

  async function look(mailboxId: number): Promise<void> {
    const account = readMailboxes(ctx.db).includes(mailboxId) ? await loadAccount(mailboxId) : null
    if (stopped) return
    if (account === null) return end(mailboxId)
    const known = watches.get(mailboxId)
    if (known?.print === printOf(account)) return
    keep(account)
    onAccountChanged(mailboxId)
  }

  return {
    keep,
    changed(mailboxId) {
      look(mailboxId).catch((error: unknown) => {
        ctx.ports.log.warn({ mailboxId, error: String(error) }, 'a changed mailbox could not be watched')
        end(mailboxId)
      })
    },
    stop() {
      stopped = true
      for (const mailboxId of [...watches.keys()]) end(mailboxId)
    },
  }
}

/** Of what a person sets. Tokens renew themselves, and that is no change. Hashed: no secret is kept here. */
function printOf(account: MailAccount): string {
  const { imap, imapCredential, allowUnencrypted, allowInvalidCertificate } = account
  const lasting =
    imapCredential.kind === 'xoauth2' ? { ...imapCredential, accessToken: null, expiresAt: null, refreshToken: null } : imapCredential
  return createHash('sha256')
    .update(JSON.stringify([imap, lasting, allowUnencrypted, allowInvalidCertificate]))
    .digest('hex')
}
