import type { EngineContext } from '../context.ts'
import { pauseMailbox } from '../lifecycle/mailbox/verbs.ts'

/** A full disk is looked at again after this long; meanwhile the mailbox sends nothing. */
const storageRetryMs = 5_000

/**
 * The outcome of a message has to be written down before anything else happens on its lane. When the disk is full it is
 * tried until there is room; if the process ends before that, the message is unconfirmed at the next start.
 * @param name of the commit, for the log
 */
export async function writeDown(ctx: EngineContext, name: string, write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await write()
      return
    } catch (error) {
      if (!isStorageError(error)) throw error
      ctx.ports.log.error({ commit: name, error: String(error) }, 'the disk could not be written; trying again')
      await new Promise<void>((resolve) => ctx.ports.clock.setTimer(ctx.ports.clock.now() + storageRetryMs, resolve))
    }
  }
}

function isStorageError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^SQLITE_(FULL|IOERR|BUSY|READONLY)/.test(code)
}

/** Nobody can sign in without the secret: the mailbox waits for a person. */
export function pauseWithoutSecret(ctx: EngineContext, mailboxId: number, error: unknown): void {
  ctx.ports.log.warn({ mailboxId, error: String(error) }, 'mailbox cannot sign in')
  const reason = 'The password of this mailbox could not be read. Enter it again.'
  ctx.commit('send.no-secret', (tx) => pauseMailbox(tx, mailboxId, reason))
}
