import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** What a sink counted since the last reset. */
export interface SinkCount {
  messages: number
  messageIds: number
  recipients: number
  /** Bytes of the last message. */
  bytes: number
}

export interface MailSink {
  port: number
  /** What has come in so far. */
  count(): Promise<SinkCount>
  reset(): Promise<void>
  stop(): Promise<void>
}

/** What the child says. */
export type SinkReply = { port: number } | { count: SinkCount } | { reset: true }

/** A real SMTP server on loopback, in a process of its own: it shares no event loop with what is measured. */
export async function startMailSink(): Promise<MailSink> {
  const child = fork(join(import.meta.dirname, 'mail-sink-child.ts'), { execArgv: [] })
  const first = await reply(child)
  if (!('port' in first)) throw new Error('the SMTP server did not start')
  return {
    port: first.port,
    async count() {
      const answer = await ask(child, 'count')
      if (!('count' in answer)) throw new Error('the SMTP server did not count')
      return answer.count
    },
    async reset() {
      await ask(child, 'reset')
    },
    async stop() {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.disconnect()
      await gone
    },
  }
}

function ask(child: ChildProcess, what: 'count' | 'reset'): Promise<SinkReply> {
  const answer = reply(child)
  child.send(what)
  return answer
}

function reply(child: ChildProcess): Promise<SinkReply> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the SMTP server ended'))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as SinkReply)
    })
  })
}
