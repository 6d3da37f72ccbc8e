// The SMTP server of a benchmark. It takes every message, keeps what tells two apart, and ends with its parent.
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { SinkReply } from './mail-sink.ts'

let messages = 0
let bytes = 0
const messageIds = new Set<string>()
const recipients = new Set<string>()

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, session, callback) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const raw = Buffer.concat(chunks)
      messages++
      bytes = raw.length
      messageIds.add(/^message-id:\s*(\S+)/im.exec(raw.toString('latin1'))?.[1] ?? `none ${messages}`)
      for (const { address } of session.envelope.rcptTo) recipients.add(address)
      callback()
    })
  },
})
// A client that goes away in the middle is not a problem of this server.
server.on('error', () => {})
server.listen(0, '127.0.0.1', () => tell({ port: (server.server.address() as AddressInfo).port }))

process.on('message', (what) => {
  if (what === 'count') tell({ count: { messages, messageIds: messageIds.size, recipients: recipients.size, bytes } })
  else {
    messages = 0
    messageIds.clear()
    recipients.clear()
    tell({ reset: true })
  }
})
process.on('disconnect', () => process.exit(0))

function tell(reply: SinkReply): void {
  process.send?.(reply)
}
