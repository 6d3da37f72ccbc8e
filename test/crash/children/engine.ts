import type { Secrets } from '../../../src/main/engine/ports/machine.ts'
/**
 * A whole engine in a process that can be killed: real database, real SMTP, real clock; only its inbox is empty.
 * Usage: engine.ts FOLDER MIGRATIONS [--http]. Says one line of JSON once it runs: {} or, with --http, { url, token }.
 */

import { createSmtpMailer } from '../../../src/main/engine/adapters/mail/smtp.ts'
import { createInvented } from '../../../src/main/engine/adapters/providers/invented.ts'
import { createEngine } from '../../../src/main/engine/engine.ts'
import type { Ports } from '../../../src/main/engine/ports/ports.ts'
import { systemClock } from '../../../src/main/host/clock.ts'
import { systemRandom } from '../../../src/main/host/random.ts'
import { noProviders, noSignIn } from '../../../src/main/sandbox/ports.ts'
import { errorLog, FakeReader } from '../../fakes/ports.ts'

const [folder, migrationsFolder, flag] = process.argv.slice(2)
if (!folder || !migrationsFolder) throw new Error('usage: engine.ts FOLDER MIGRATIONS [--http]')

const secrets: Secrets = {
  get: async () => JSON.stringify({ kind: 'password', password: 'not-asked-for' }),
  set: async () => {},
  delete: async () => {},
}
const ports: Ports = {
  clock: systemClock,
  random: systemRandom,
  secrets,
  log: errorLog,
  mailer: createSmtpMailer({ clock: systemClock, log: errorLog }),
  reader: new FakeReader(systemClock),
  discovery: { fetchText: async () => null, srv: async () => [], mx: async () => [] },
  pictures: { fetch: async () => null },
  signIn: noSignIn,
  providers: noProviders,
  invented: createInvented(systemClock),
  workerUrl: () => new URL('file:///nonexistent'),
  migrationsFolder,
}
const engine = createEngine(folder, ports)
await engine.start()
// The system clock's timers do not keep a process alive.
const stay = setInterval(() => {}, 60_000)

process.on('SIGTERM', async () => {
  clearInterval(stay)
  await engine.stop()
  process.exit(0)
})

// Said last: whoever hears it may end this process at once.
const greeting = flag === '--http' ? await serve() : {}
process.stdout.write(`${JSON.stringify(greeting)}\n`)

async function serve(): Promise<{ url: string; token: string }> {
  const { startServer } = await import('../../../src/main/host/server.ts')
  const { placesAround } = await import('../../fakes/places.ts')
  const token = 'token-of-the-test'
  const rejectedCsv = () => []
  const server = await startServer({
    places: placesAround(engine, errorLog),
    version: '0',
    rejectedCsv,
    port: 0,
    fallback: false,
    token,
    rendererFolder: '/nonexistent',
    log: errorLog,
  })
  return { url: server.url, token }
}
