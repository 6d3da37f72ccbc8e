/** An SMTP server on loopback that misbehaves to order: a script says what goes wrong, on which connection and message. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type ReceivedMail, receivedMail } from './smtp.ts'

/** Where it happens. `body_start`: instead of or right after 354; `body`: after the final dot. */
export type SmtpPoint = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body_start' | 'body' | 'rset'

export type SmtpFault =
  /** Answers with this line instead of the usual one; `close` ends the connection after it. */
  | { at: SmtpPoint; do: 'reply'; code: number; text: string; close?: boolean }
  /** Writes these bytes, CRLF included by the caller, then goes on as usual. */
  | { at: SmtpPoint; do: 'inject'; bytes: string }
  /** Ends the connection without a word. At `body` the message was taken and kept: accepted, but the reply is lost. */
  | { at: SmtpPoint; do: 'close' }
  /** Resets the connection (RST). */
  | { at: SmtpPoint; do: 'reset' }
  /** Says nothing more, and keeps the connection. */
  | { at: SmtpPoint; do: 'hang' }
  /** Writes one byte now and then and never ends the line. */
  | { at: SmtpPoint; do: 'trickle'; everyMs: number }
  /** Answers as usual, after so long. */
  | { at: SmtpPoint; do: 'slow'; ms: number }
  /** Only at `body`: answers as usual, then ends the connection. */
  | { at: 'body'; do: 'accept_and_close' }

export interface FaultySmtpScript {
  /** EHLO keywords. Default PIPELINING, 8BITMIME, SMTPUTF8. */
  extensions?: string[]
  /** What goes wrong: both numbers count from 0, `message` counts MAIL commands over all connections. */
  fault?(connection: number, message: number): SmtpFault | SmtpFault[] | null
  /** Ends a connection that has been silent so long, as real servers do. */
  idleCloseMs?: number
}

export interface FaultySmtp {
  port: number
  /** Every message whose final dot came, accepted or not, in order. */
  seen: ReceivedMail[]
  /** Those of them that were accepted (also when the reply was lost). */
  accepted: ReceivedMail[]
  /** Every command line that came, over all connections. */
  commands: string[]
  connections: { made: number; open: number }
  stop(): Promise<void>
}

interface State {
  server: FaultySmtp
  script: FaultySmtpScript
  messages: number
}

/** Starts the server on 127.0.0.1 and resolves when it listens. */
export async function startFaultySmtp(script: FaultySmtpScript | SmtpFault | SmtpFault[] = {}): Promise<FaultySmtp> {
  const sockets = new Set<Socket>()
  const net: Server = createServer({ noDelay: true })
  const faulty: FaultySmtp = {
    port: 0,
    seen: [],
    accepted: [],
    commands: [],
    connections: { made: 0, open: 0 },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        net.close(() => resolve())
      }),
  }
  const plan: FaultySmtpScript = Array.isArray(script) || 'at' in script ? { fault: () => script } : script
  const state: State = { server: faulty, script: plan, messages: 0 }
  net.on('connection', (socket) => {
    sockets.add(socket)
    faulty.connections.open++
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      faulty.connections.open--
    })
    new Conversation(socket, faulty.connections.made++, state)
  })
  net.listen(0, '127.0.0.1')
  await once(net, 'listening')
  faulty.port = (net.address() as AddressInfo).port
  return faulty
}

/** One connection: reads lines (or a body up to its dot) one after the other, and answers each before the next. */
class Conversation {
  private readonly socket: Socket
  private readonly connection: number
  private readonly state: State
  private buffer = ''
  private inBody = false
  private busy = false
  private message: number
  private from = ''
  private to: string[] = []
  private senderRefused = false

  constructor(socket: Socket, connection: number, state: State) {
    this.socket = socket
    this.connection = connection
    this.state = state
    this.message = state.messages
    socket.on('data', (chunk) => {
      this.buffer += chunk.toString('latin1')
      void this.pump()
    })
    void this.answer('greeting', '220 fake ESMTP')
  }

  private async pump(): Promise<void> {
    if (this.busy) return
    this.busy = true
    while (await this.step());
    this.busy = false
  }

  /** Handles the next line or body. False: it has not come yet. */
  private async step(): Promise<boolean> {
    if (this.inBody) {
      const raw = this.takeBody()
      if (raw === null) return false
      await this.body(raw)
      return true
    }
    const end = this.buffer.indexOf('\r\n')
    if (end < 0) return false
    const line = this.buffer.slice(0, end)
    this.buffer = this.buffer.slice(end + 2)
    this.state.server.commands.push(line)
    await this.command(line)
    return true
  }

  private takeBody(): string | null {
    const empty = this.buffer.startsWith('.\r\n')
    const end = empty ? -2 : this.buffer.indexOf('\r\n.\r\n')
    if (end === -1) return null
    const raw = empty ? '' : this.buffer.slice(0, end + 2)
    this.buffer = this.buffer.slice(end + 5)
    this.inBody = false
    return raw
  }

  private async command(line: string): Promise<void> {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
      case 'HELO':
        return this.answer('ehlo', this.ehlo())
      case 'STAR':
        return this.answer('starttls', '502 5.5.1 Not implemented')
      case 'AUTH':
        return this.answer('auth', '235 2.7.0 Authentication successful')
      case 'MAIL':
        return this.mail(line)
      case 'RCPT':
        return this.rcpt(line)
      case 'DATA':
        return this.data()
      case 'QUIT':
        this.socket.end('221 2.0.0 Bye\r\n')
        return
      case 'RSET':
      case 'NOOP':
        this.senderRefused = false
        return this.answer('rset', '250 2.0.0 Ok')
      default:
        return this.write('500 5.5.2 Error: command not recognized')
    }
  }

  private ehlo(): string {
    const lines = ['fake', ...(this.state.script.extensions ?? ['PIPELINING', '8BITMIME', 'SMTPUTF8'])]
    return lines.map((text, index) => `250${index === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n')
  }

  private async mail(line: string): Promise<void> {
    this.message = this.state.messages++
    this.from = address(line)
    this.to = []
    this.senderRefused = !(await this.act('mail'))
    if (!this.senderRefused) this.write('250 2.1.0 Ok')
  }

  private async rcpt(line: string): Promise<void> {
    if (this.senderRefused) return this.write('503 5.5.1 Error: need MAIL command')
    if (!(await this.act('rcpt'))) return
    this.to.push(address(line))
    this.write('250 2.1.5 Ok')
  }

  private async data(): Promise<void> {
    if (this.to.length === 0) return this.write('503 5.5.1 Error: no valid recipients')
    if (!(await this.act('data'))) return
    this.write('354 End data with <CR><LF>.<CR><LF>')
    this.inBody = await this.act('body_start')
  }

  private async body(raw: string): Promise<void> {
    const { server } = this.state
    const mail = receivedMail(raw.replace(/(^|\r\n)\.\./g, '$1.'), { from: this.from, to: this.to })
    const faults = this.faults('body')
    server.seen.push(mail)
    if (!faults.some((fault) => fault.do === 'reply')) server.accepted.push(mail)
    if (!(await this.act('body'))) return
    this.write(`250 2.0.0 Ok: queued as ${server.accepted.length}`)
    if (faults.some((fault) => fault.do === 'accept_and_close')) this.socket.end()
  }

  private faults(at: SmtpPoint): SmtpFault[] {
    const planned = this.state.script.fault?.(this.connection, this.message) ?? []
    return [planned].flat().filter((fault) => fault.at === at)
  }

  /** Does what the script wants at a point. True: the usual answer is still due. */
  private async act(at: SmtpPoint): Promise<boolean> {
    for (const fault of this.faults(at)) {
      if (!(await perform(this.socket, fault))) return false
    }
    return true
  }

  private async answer(at: SmtpPoint, text: string): Promise<void> {
    if (await this.act(at)) this.write(text)
  }

  private write(line: string): void {
    this.socket.write(`${line}\r\n`)
  }
}

function address(line: string): string {
  return /<(.*?)>/.exec(line)?.[1] ?? ''
}

/** True: the usual answer is still due. A hang never resolves, so that the connection stays as it is. */
async function perform(socket: Socket, fault: SmtpFault): Promise<boolean> {
  switch (fault.do) {
    case 'reply':
      socket.write(`${fault.code} ${fault.text}\r\n`)
      if (fault.close) socket.end()
      return false
    case 'inject':
      socket.write(fault.bytes)
      return true
    case 'close':
      socket.destroySoon()
      return false
    case 'reset':
      socket.resetAndDestroy()
      return false
    case 'hang':
      return new Promise(() => {})
    case 'trickle': {
      const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('2')), fault.everyMs)
      return new Promise(() => {})
    }
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms))
      return true
    case 'accept_and_close':
      return true
  }
}
