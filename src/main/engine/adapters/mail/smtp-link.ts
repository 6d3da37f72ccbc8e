import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SmtpStage } from '../../rules/sending/send-outcome.ts'

import { failureOf, type SmtpFailure } from './smtp-failure.ts'

/** One connection and the one way to hear that it ended: the library tells the callback of a command nothing of it. */
export class Link {
  readonly connection: SMTPConnection
  ended: Error | null = null
  private readonly waiting = new Set<(error: Error) => void>()

  constructor(connection: SMTPConnection) {
    this.connection = connection
    connection.on('error', (error: Error) => this.end(error))
    // Later than the callback of a message that the same reply ended: that one carries the server's words.
    connection.on('end', () => queueMicrotask(() => this.end(closed())))
  }

  onEnd(listener: (error: Error) => void): () => void {
    this.waiting.add(listener)
    return () => this.waiting.delete(listener)
  }

  /** Runs one step of the conversation to its callback, the connection's end, or the deadline. Null: it went well. */
  run(stage: SmtpStage, deadlineMs: number, step: (done: (error?: Error | null) => void) => void): Promise<SmtpFailure | null> {
    return new Promise((resolve) => {
      const finish = (error?: Error | null) => {
        clearTimeout(timer)
        forget()
        resolve(error ? failureOf(error, stage) : null)
      }
      const timer = setTimeout(() => finish(timedOut()), deadlineMs)
      const forget = this.onEnd(finish)
      if (this.ended) return finish(this.ended)
      try {
        step(finish)
      } catch (error) {
        finish(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  private end(error: Error): void {
    this.ended ??= error
    for (const listener of [...this.waiting]) listener(error)
  }
}

export function closed(): Error {
  return Object.assign(new Error('The server ended the connection'), { code: 'ECONNECTION' })
}

export function timedOut(): Error {
  return Object.assign(new Error('The server took too long'), { code: 'ETIMEDOUT' })
}
