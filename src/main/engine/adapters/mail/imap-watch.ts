import type { ImapFlow } from 'imapflow'
import { endClient, ImapConnectError } from './imap-client.ts'

export interface WatchOptions {
  /** First and longest wait before the next attempt, in milliseconds; doubled each time between them. */
  backoffMs: number
  maxBackoffMs: number
}

/**
 * Keeps a connection on the inbox with IDLE (RFC 2177), for as long as it is wanted. `onNews` is called at every new
 * connection too: what came while there was none is found by reading.
 * @param open connects and signs in; how long one IDLE lasts is its business
 */
export function watchInbox(open: () => Promise<ImapFlow>, onNews: () => void, options: WatchOptions): () => void {
  let client: ImapFlow | null = null
  let ended = false
  let timer: NodeJS.Timeout | undefined
  let wait = options.backoffMs

  const again = (ms: number) => {
    if (ended) return
    timer = setTimeout(() => void run(), ms)
    timer.unref()
  }

  async function run(): Promise<void> {
    try {
      const opened = await open()
      if (ended) return void endClient(opened)
      client = opened
      const gone = new Promise<void>((resolve) => opened.once('close', resolve))
      opened.on('exists', (event: { count: number; prevCount: number }) => {
        if (event.count > event.prevCount) onNews()
      })
      await opened.mailboxOpen('INBOX', { readOnly: true })
      onNews()
      wait = options.backoffMs
      await idleUntilGone(opened, gone)
    } catch (error) {
      // The wrong password does not become right by asking often.
      if (error instanceof ImapConnectError && error.permanent) wait = options.maxBackoffMs
    } finally {
      client?.close()
      client = null
    }
    again(wait)
    wait = Math.min(wait * 2, options.maxBackoffMs)
  }

  void run()
  return () => {
    ended = true
    clearTimeout(timer)
    if (client) void endClient(client)
  }
}

/** IDLE after IDLE. One that ends at once (a server that only says it can) does not become a busy loop. */
async function idleUntilGone(client: ImapFlow, gone: Promise<void>): Promise<void> {
  let over = false
  void gone.then(() => {
    over = true
  })
  while (!over) {
    const startedMs = performance.now()
    const went = await Promise.race([client.idle(), gone])
    if (over || !client.usable) return
    if (went === false || performance.now() - startedMs < 1000) await Promise.race([pause(60_000), gone])
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
