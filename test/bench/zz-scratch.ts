import { statSync } from 'node:fs'
import { fill, openWorkspace } from './lib/workspace.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { systemRandom } from '../../src/main/host/random.ts'
import { fakePorts } from '../fakes/ports.ts'
const N = Number(process.env.N ?? 3000)
for (const ck of (process.env.CK ?? '0,1000,4000,1000,4000').split(',')) {
  const ports = { ...fakePorts(systemClock), random: systemRandom }
  const ws = openWorkspace(ports)
  const { engine } = ws
  const db = engine.context.db.sqlite
  await fill(engine, { mailboxes: 10, campaigns: 1, people: N, smtpPort: 1, saveSentCopy: false })
  engine.context.commit('x', tx => tx.sqlite.prepare(`insert into enrollments (campaign_id, contact_id, address_hash, status, created_at, updated_at) select 1, id, 'hash-' || id, 'pending', @at, @at from contacts`).run({ at: tx.at }))
  await engine.start()
  while (db.prepare('select count(*) from mailboxes where last_synced_at is null').pluck().get() !== 0) await new Promise(f => setTimeout(f, 1))
  db.pragma('wal_checkpoint(TRUNCATE)'); db.pragma('wal_autocheckpoint=' + ck)
  let sent = 0
  const done = new Promise<void>(f => engine.context.bus.subscribe(e => { if (e.type === 'send.sent' && ++sent === N) f() }))
  const cpu = process.cpuUsage(); const t = performance.now()
  engine.context.commit('a', tx => tx.sqlite.prepare(`update campaigns set status='active', activated_at=?`).run(tx.at))
  await done
  const c = process.cpuUsage(cpu)
  console.log(`ck ${ck} u ${(c.user / 1000 / N).toFixed(3)} s ${(c.system / 1000 / N).toFixed(3)} wall ${((performance.now() - t) / N).toFixed(3)} walframes/msg ${(statSync(engine.context.folder + '/workspace.db-wal').size / 4120 / N).toFixed(1)}`)
  await ws.close()
}
