import { openWorkspace, fill } from './lib/workspace.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { fakePorts } from '../fakes/ports.ts'
import Sqlite from 'better-sqlite3'
const N = 3000
const ws = openWorkspace(fakePorts(systemClock)); const { engine } = ws
await fill(engine, { mailboxes: 10, campaigns: 1, people: N, smtpPort: 1, saveSentCopy: false })
const db = engine.context.db.sqlite
db.exec(`insert into enrollments (campaign_id, contact_id, address_hash, status, created_at, updated_at) select 1, id, 'hash-' || id, 'active', 1, 1 from contacts`)
db.exec(`insert into sends (campaign_id, enrollment_id, step_id, mailbox_id, status, due_at, created_at) select 1, id, 1, 1+id%10, 'scheduled', 1, 1 from enrollments`)
const time = (name: string, sql: string, args: (i: number) => unknown[], how: 'get' | 'all' | 'run' = 'get') => {
  const s = db.prepare(sql); let best = 1e9
  db.exec('begin'); for (let r = 0; r < 5; r++) { const t = performance.now(); for (let i = 1; i <= N; i++) (s as never as Record<string, (...a: unknown[]) => unknown>)[how]?.(...args(i)); best = Math.min(best, (performance.now() - t) / N * 1000) } db.exec('rollback')
  console.log(name.padEnd(20), best.toFixed(1), 'us')
}
time('readRow', `select s.campaign_id, s.enrollment_id, s.mailbox_id, s.status, s.message_id, e.status as enrollment_status, e.contact_id,
            c.email, c.email_key, c.first_name, c.last_name, c.full_name, c.company_name, c.custom_fields,
            st.subject, st.body, ca.opt_out_line,
            m.email as mailbox_email, m.sender_name, m.signature, m.postal_address, m.gap_seconds, m.gap_jitter_seconds
     from sends s
     join enrollments e on e.id = s.enrollment_id
     join steps st on st.id = s.step_id
     join campaigns ca on ca.id = s.campaign_id
     join mailboxes m on m.id = s.mailbox_id
     left join contacts c on c.id = e.contact_id
     where s.id = ?`, i => [i])
time('readRow 3 cols', `select s.campaign_id,  c.email, m.id
     from sends s
     join enrollments e on e.id = s.enrollment_id
     join steps st on st.id = s.step_id
     join campaigns ca on ca.id = s.campaign_id
     join mailboxes m on m.id = s.mailbox_id
     left join contacts c on c.id = e.contact_id
     where s.id = ?`, i => [i])
time('sends only', `select * from sends where id = ?`, i => [i])
time('history', 'select id, step_id, mailbox_id, status, due_at, attempts, claimed_at, sent_at from sends where enrollment_id = ?', i => [i], 'all')
time('thread', `select s.message_id as messageId, d.subject, d.in_reply_to as inReplyTo from sends s join drafts d on d.send_id = s.id
     where s.enrollment_id = ? and s.status = 'sent' order by s.sent_at, s.id`, i => [i], 'all')
time('steps', `select id, position, created_at as createdAt, delay_days as delayDays, delay_hours as delayHours
     from steps where campaign_id = ? and removed_at is null order by position`, () => [1], 'all')
time('workspace', `select id, name, zone, postal_address as postalAddress, daily_credits as dailyCredits, paused, created_at as createdAt from workspace`, () => [])
time('inflight', `select count(*) from sends where status in ('sending', 'unconfirmed') and (status = 'sending' or claimed_day = ?)`, () => ['x'])
time('upd sends', `update sends set status = 'sending', reason = '', claimed_at = ?, claimed_day = ?, attempts = attempts + 1, message_id = ? where id = ?`, i => [i, 'x', 'm' + i, i], 'run')
time('ins draft', `insert or replace into drafts (send_id, "to", subject, text, html, in_reply_to, "references", written_at) values (?, ?, ?, ?, ?, ?, ?, ?)`, i => [i, 'a', 'b', 'c'.repeat(700), 'd'.repeat(1200), '', '', 1], 'run')
time('upd contact', 'update contacts set last_contacted_at = ? where id = ?', i => [Date.now() + i, i], 'run')
time('upd mailbox', `update mailboxes set next_send_at = ?, reason = '' where id = ?`, i => [i, 1], 'run')
time('ins ledger', 'insert or ignore into ledger (at, day, kind, credits, ref_id, campaign_id, enrollment_id) values (?, ?, ?, 1, ?, ?, ?)', i => [i, 'd', 'message', i, 1, i], 'run')
time('ins event', `insert into events (at, type, campaign_id, enrollment_id, contact_id, mailbox_id, send_id, incoming_id, message) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`, i => [i, 'send.sent', 1, i, i, 1, i, null, 'Sent'], 'run')
time('upd enr', `update enrollments set status = 'completed', reason = 'All steps are done', updated_at = ?, finished_at = ? where id = ?`, i => [i, i, i], 'run')
time('json supp', 'select s.hash from json_each(?) j join suppressions s on s.hash = j.value', () => [JSON.stringify(['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)])], 'all')
time('supp in', 'select hash from suppressions where hash in (?,?,?)', () => ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)], 'all')
time('upsert mbday', `insert into mailbox_days (mailbox_id, day, claimed) values (?, ?, 1) on conflict (mailbox_id, day) do update set claimed = claimed + 1`, () => [1, 'd'], 'run')
time('claim due', `select id from sends where campaign_id=1 and mailbox_id=? and status='scheduled' and held is null order by due_at,id limit 1`, i => [1 + i % 10])
await ws.close()
