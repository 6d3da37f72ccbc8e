import { createSmtpMailer } from '../../src/main/engine/adapters/smtp.ts'
import { compileMail } from '../../src/main/engine/adapters/mime.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { errorLog } from '../fakes/ports.ts'
import { fakeAccount } from '../fakes/mail.ts'
import { startMailSink } from './lib/mail-sink.ts'
import { randomUUID } from 'node:crypto'
const N = Number(process.env.N ?? 3000)
const sink = await startMailSink()
const mailer = createSmtpMailer({ clock: systemClock, log: errorLog })
const text = 'Hello there,\n\n' + 'I read about Company last week and wondered how you handle the follow-ups with your customers today.\n'.repeat(6)
const html = '<!DOCTYPE html><html><body>' + '<p>I read about Company last week and wondered how you handle the follow-ups with your customers today.</p>\n'.repeat(6) + '</body></html>'
const mail = (i: number) => { const id = randomUUID(); return { messageId: `<${id}@sender.example>`, date: Date.now(), from: { name: 'Sam Sender', address: 'sam@sender.example' }, to: { name: 'P', address: `p${i}@company.example` }, subject: 'A question about', text, html, inReplyTo: '', references: [], unsubscribeMailto: `mailto:sam@sender.example?subject=unsubscribe%20${id}` } }
for (let r = 0; r < 3; r++) {
  let cpu = process.cpuUsage(), t = performance.now(); let i = 0
  await Promise.all(Array.from({ length: 10 }, async (_, lane) => { const a = fakeAccount({ mailboxId: lane + 1, smtp: { port: sink.port } }); while (i++ < N) { const o = await mailer.send(a, mail(i)); if (o.kind !== 'accepted') console.log(o) } }))
  let c = process.cpuUsage(cpu)
  console.log(`adapter u ${(c.user / 1000 / N).toFixed(3)} s ${(c.system / 1000 / N).toFixed(3)} wall ${((performance.now() - t) / N).toFixed(3)}`)
  cpu = process.cpuUsage(); t = performance.now()
  for (let k = 0; k < N; k++) await compileMail(mail(k))
  c = process.cpuUsage(cpu)
  console.log(`compile u ${(c.user / 1000 / N).toFixed(3)} wall ${((performance.now() - t) / N).toFixed(3)}`)
}
await mailer.close(); await sink.stop()
