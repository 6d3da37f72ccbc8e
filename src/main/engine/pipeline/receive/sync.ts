import type { EngineContext } from '../../context.ts'
import { optOutLines, ownAddresses } from '../../db/inbox/incoming.ts'
import { lastReadAt, mailboxesToRead, nextReading, readingDone, readingFailed, readSoon } from '../../db/inbox/mail-reading.ts'
import { pauseMailbox } from '../../lifecycle/mailbox/verbs.ts'
import type { Instant } from '../../ports/machine.ts'
import { type FolderRole, type MailAccount, MailReadError } from '../../ports/mail.ts'

import type { Claim, Stage } from '../../runner/stage.ts'
import { readFolder } from './read-folder.ts'
import { readOthers } from './read-others.ts'
import { createWatches } from './watches.ts'

/** A sweep at least so often, whatever IDLE says: it dies silently. */
const sweepMs = 5 * 60_000
/** News that came in while a mailbox was being read is looked for after this. */
const againMs = 1_000
const batchesPerRun = 20
const folders: FolderRole[] = ['inbox', 'spam']

/**
 * Reads what came in: one lane a mailbox, also for paused ones, for answers stop what is planned from anywhere. IDLE only
 * makes the next sweep earlier; what counts is read by UID.
 */
export function createSyncStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
  const running = new Set<number>()
  /** Told while the mailbox was being read: it may have come behind what was read already. */
  const news = new Set<number>()
  let stopped = false

  const watches = createWatches(ctx, deps.loadAccount, heard, heard)
  const endListening = ctx.bus.subscribe((event) => {
    if (event.type === 'mailbox.changed' && event.mailboxId !== null && !stopped) watches.changed(event.mailboxId)
  })

  function heard(mailboxId: number): void {
    if (stopped) return
    if (running.has(mailboxId)) {
      news.add(mailboxId)
      return
    }
    try {
      // Many notices make one commit: what is due already stays as it is.
      if (mailboxesToRead(ctx.db, ctx.ports.clock.now()).includes(mailboxId)) return
      ctx.commit('sync.news', (tx) => readSoon(tx, mailboxId))
    } catch (error) {
      // The sweep finds it.
      ctx.ports.log.warn({ mailboxId, error: String(error) }, 'news of mail could not be noted')
    }
  }

  async function sweep(mailboxId: number): Promise<void> {
    running.add(mailboxId)
    news.delete(mailboxId)
    try {
      const startedAt = ctx.ports.clock.now()
      const outcome = await readAll(mailboxId)
      if (outcome === 'done') writeDone(mailboxId, startedAt)
      else if (outcome !== 'more') writeFailed(mailboxId, outcome)
    } finally {
      running.delete(mailboxId)
      news.delete(mailboxId)
    }
  }

  /** What the outside world does wrong comes back as an error; failing commits are thrown, and rest the lane. */
  async function readAll(mailboxId: number): Promise<'done' | 'more' | MailReadError> {
    const account = await outside(() => deps.loadAccount(mailboxId), noSecret)
    if (account instanceof MailReadError) return account
    watches.keep(account)
    const own = { addresses: ownAddresses(ctx.db), optOutLines: optOutLines(ctx.db) }
    const movedSince = lastReadAt(ctx.db, mailboxId) ?? ctx.ports.clock.now()
    const reading = { account, own, batchesLeft: batchesPerRun, movedSince, stopped: () => stopped }
    try {
      for (const role of folders) {
        if ((await readFolder(ctx, role, reading)) === 'more') return 'more'
      }
      return (await readOthers(ctx, reading)) ? 'done' : 'more'
    } catch (error) {
      if (error instanceof MailReadError) return error
      throw error
    }
  }

  function writeDone(mailboxId: number, startedAt: Instant): void {
    ctx.commit('sync.done', (tx) => {
      // Woken up in between, or told of more: what was read is not the last word.
      const again = news.has(mailboxId) || startedAt < ctx.awakeSince.at
      const recovered = readingDone(tx, mailboxId, startedAt, tx.at + (again ? againMs : sweepMs))
      if (recovered) tx.emit({ type: 'mailbox.changed', mailboxId, message: 'Mail is being read' })
    })
  }

  function writeFailed(mailboxId: number, error: MailReadError): void {
    const words = error.message.slice(0, 500)
    ctx.ports.log.warn({ mailboxId, permanent: error.permanent, error: words }, 'mail could not be read')
    ctx.commit('sync.failed', (tx) => {
      const isNews = readingFailed(tx, mailboxId, words)
      const paused = error.permanent && pauseMailbox(tx, mailboxId, words)
      if (isNews && !paused) tx.emit({ type: 'mailbox.changed', mailboxId, message: words })
    })
  }

  return {
    name: 'sync',
    recover() {
      // Nothing is left half done: cursor and effects of a message are one commit. `wakeUp` makes every mailbox due.
    },
    nextDue() {
      return nextReading(ctx.db)
    },
    claim(now, busy): Claim[] {
      if (stopped) return []
      return mailboxesToRead(ctx.db, now)
        .map((mailboxId) => ({ lane: `sync:${mailboxId}`, run: () => sweep(mailboxId) }))
        .filter(({ lane }) => !busy.has(lane))
    },
    async stop() {
      stopped = true
      endListening()
      watches.stop()
    },
  }
}

const noSecret = new MailReadError('The password of this mailbox could not be read. Enter it again.', true)

async function outside<T>(ask: () => Promise<T>, failure: MailReadError): Promise<T | MailReadError> {
  try {
    return await ask()
  } catch {
    return failure
  }
}
