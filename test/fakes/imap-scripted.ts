/** An IMAP server on loopback that says what a test wants: for servers that lie, stall, renumber or break off. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface ScriptedFolder {
  uidValidity: number
  /** Null: not announced. */
  uidNext: number | null
  exists: number
  /** What UID SEARCH answers, whatever was asked. */
  found: number[]
  /** What UID FETCH answers to a list of UIDs, message by message. */
  fetched(uids: number[]): { uid: number; source: string | null }[]
}

export interface ScriptedImap {
  port: number
  folder: ScriptedFolder
  /** Every command after its tag, over all connections. */
  commands: string[]
  connections: { made: number; open: number }
  /** Lines written to every open connection, e.g. an untagged EXISTS. */
  tell(line: string): void
  /** Breaks every open connection off. */
  breakOff(): void
  stop(): Promise<void>
}

export interface ImapScript {
  folder?: Partial<ScriptedFolder>
  capabilities?: string
  /** Asked first for every command. A text is written as it is; `hang` answers nothing; `close` breaks off; null goes on. */
  answer?(command: string, tag: string, connection: number): string | 'hang' | 'close' | null
}

export async function startScriptedImap(script: ImapScript = {}): Promise<ScriptedImap> {
  const sockets = new Set<Socket>()
  const net = createServer({ noDelay: true })
  const server: ScriptedImap = {
    port: 0,
    folder: {
      uidValidity: 1,
      uidNext: 1,
      exists: 0,
      found: [],
      fetched: (uids) => uids.map((uid) => ({ uid, source: `Message-ID: <${uid}@x>\r\n\r\n${uid}` })),
      ...script.folder,
    },
    commands: [],
    connections: { made: 0, open: 0 },
    tell: (line) => {
      for (const socket of sockets) socket.write(`${line}\r\n`)
    },
    breakOff: () => {
      for (const socket of sockets) socket.destroy()
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        net.close(() => resolve())
      }),
  }
  const capabilities = script.capabilities ?? 'IMAP4rev1 IDLE SPECIAL-USE'
  net.on('connection', (socket) => {
    const connection = server.connections.made++
    server.connections.open++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      server.connections.open--
    })
    socket.write(`* OK [CAPABILITY ${capabilities}] scripted\r\n`)
    let idleTag = ''
    onLines(socket, (line) => {
      if (line === 'DONE') return void socket.write(`${idleTag} OK done\r\n`)
      const [tag = '', ...rest] = line.split(' ')
      const command = rest.join(' ')
      server.commands.push(command)
      const scripted = script.answer?.(command, tag, connection) ?? null
      if (scripted === 'close') return void socket.destroy()
      if (scripted === 'hang') return
      if (/^IDLE/i.test(command)) idleTag = tag
      socket.write(scripted ?? usual(command, tag, server.folder, capabilities))
    })
  })
  net.listen(0, '127.0.0.1')
  await once(net, 'listening')
  server.port = (net.address() as AddressInfo).port
  return server
}

function onLines(socket: Socket, listener: (line: string) => void): void {
  let buffer = ''
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1')
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + 2)
      listener(line)
    }
  })
}

function usual(command: string, tag: string, folder: ScriptedFolder, capabilities: string): string {
  const done = `${tag} OK done\r\n`
  const verb = command.toUpperCase()
  if (verb.startsWith('CAPABILITY')) return `* CAPABILITY ${capabilities}\r\n${done}`
  if (verb.startsWith('LIST')) {
    return `* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\Sent) "/" "Sent"\r\n* LIST (\\Junk) "/" "Junk"\r\n${done}`
  }
  if (verb.startsWith('EXAMINE') || verb.startsWith('SELECT')) {
    const next = folder.uidNext === null ? '' : `* OK [UIDNEXT ${folder.uidNext}] next\r\n`
    return `* FLAGS (\\Seen)\r\n* ${folder.exists} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY ${folder.uidValidity}] valid\r\n${next}${tag} OK [READ-ONLY] done\r\n`
  }
  if (verb.startsWith('UID SEARCH')) return `* SEARCH ${folder.found.join(' ')}\r\n${done}`
  if (verb.startsWith('UID FETCH')) return `${fetchLines(command, folder)}${done}`
  if (verb.startsWith('IDLE')) return '+ idling\r\n'
  if (verb.startsWith('LOGOUT')) return `* BYE bye\r\n${done}`
  return done
}

function fetchLines(command: string, folder: ScriptedFolder): string {
  const asked = (command.split(' ')[2] ?? '').split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split(':').map(Number)
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  })
  return folder
    .fetched(asked)
    .map(({ uid, source }, index) => {
      if (source === null) return `* ${index + 1} FETCH (UID ${uid})\r\n`
      return `* ${index + 1} FETCH (UID ${uid} INTERNALDATE "21-Nov-2026 09:00:00 +0000" BODY[]<0> {${source.length}}\r\n${source})\r\n`
    })
    .join('')
}
