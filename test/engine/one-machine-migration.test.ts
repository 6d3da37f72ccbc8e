/** Messages of sequences, answers by hand and reports of a folder of df201d9 become rows of one table: every link is as it was. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../src/main/engine/db/core/open.ts'
import { migrationsFolder } from '../../src/main/paths.ts'
import { lookForReports } from '../builders/sends.ts'

const fixture = join(import.meta.dirname, '..', 'fixtures', 'workspace-df201d9')

type Row = Record<string, unknown>
let folder: string
let before: (sql: string) => Row[]
let after: (sql: string) => Row[]
let sqlite: Sqlite.Database

const readFrom = (db: Sqlite.Database) => (sql: string) => db.prepare(sql).all() as Row[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campaign-desk-'))
  cpSync(fixture, folder, { recursive: true })
  const old = new Sqlite(join(folder, 'workspace.db'))
  lookForReports({ sqlite: old }, Date.parse('2026-12-20T09:00:00Z'))
  const kept = new Map<string, Row[]>()
  for (const sql of asked) kept.set(sql, readFrom(old)(sql))
  old.close()
  before = (sql) => kept.get(sql) ?? []
  sqlite = openDatabase(folder, migrationsFolder, false).sqlite
  after = readFrom(sqlite)
})

afterEach(() => {
  sqlite.close()
  rmSync(folder, { recursive: true, force: true })
})

const ofSends = `s.id, s.campaign_id, s.enrollment_id, s.step_id, s.mailbox_id, s.status, s.reason, s.held, s.due_at, s.attempts, s.message_id,
  s.claimed_at, s.claimed_day, s.sent_at, s.created_at`
const ofAnswers = (
  words: string,
) => `a.thread_id, a.mailbox_id, a.status, a.reason, a.due_at, a.attempts, a."to", ${words}.subject, ${words}.body, ${words}.text,
  ${words}.html, ${words}.in_reply_to, ${words}."references", a.message_id, a.claimed_at, a.claimed_day, a.sent_at, a.created_at`
const ofReports = 'r.campaign_id, r.status, r.reason, r.due_at, r.attempts, r.mailbox_id, r.message_id, r.created_at, r.sent_at'
const ofLedger = 'l.id, l.at, l.day, l.kind, l.credits, l.campaign_id, l.enrollment_id'

const pairs = {
  sends: [`select ${ofSends} from sends s order by 1`, `select ${ofSends} from sends s where s.purpose = 'step' order by 1`],
  drafts: [
    'select send_id, "to", subject, text, html, in_reply_to, "references", written_at from drafts order by 1',
    `select d.send_id, s."to", d.subject, d.text, d.html, d.in_reply_to, d."references", d.written_at from drafts d
     join sends s on s.id = d.send_id where s.purpose = 'step' order by 1`,
  ],
  answers: [
    `select ${ofAnswers('a')} from answers a order by a.id`,
    `select ${ofAnswers('d')} from sends a join drafts d on d.send_id = a.id where a.purpose = 'answer' order by a.id`,
  ],
  reports: [`select ${ofReports} from reports r order by 1`, `select ${ofReports} from sends r where r.purpose = 'report' order by 1`],
  ledgerOfMessages: [
    `select ${ofLedger}, s.message_id from ledger l left join sends s on s.id = l.ref_id where l.kind = 'message' order by 1`,
    `select ${ofLedger}, s.message_id from ledger l left join sends s on s.id = l.ref_id and s.purpose = 'step' where l.kind = 'message' order by 1`,
  ],
  ledgerOfAnswers: [
    `select ${ofLedger}, a.message_id from ledger l join answers a on a.id = l.ref_id where l.kind = 'answer' order by 1`,
    `select ${ofLedger}, s.message_id from ledger l join sends s on s.id = l.ref_id and s.purpose = 'answer' where l.kind = 'answer' order by 1`,
  ],
  ledgerOfReplies: [
    `select ${ofLedger}, l.ref_id from ledger l where l.kind = 'reply' order by 1`,
    `select ${ofLedger}, l.ref_id from ledger l where l.kind = 'reply' order by 1`,
  ],
  jobsOfSends: [
    `select j.kind, j.run_at, j.attempts, j.last_error, s.message_id from jobs j join sends s on s.id = j.ref_id
     where j.kind in ('confirm', 'save_sent') order by 1, 2, 5`,
    `select j.kind, j.run_at, j.attempts, j.last_error, s.message_id from jobs j join sends s on s.id = j.ref_id
     where s.purpose = 'step' order by 1, 2, 5`,
  ],
  jobsOfAnswers: [
    `select case j.kind when 'confirm_answer' then 'confirm' else 'save_sent' end as kind, j.run_at, j.attempts, j.last_error, a.message_id
     from jobs j join answers a on a.id = j.ref_id where j.kind in ('confirm_answer', 'save_answer') order by 1, 2, 5`,
    `select j.kind, j.run_at, j.attempts, j.last_error, s.message_id from jobs j join sends s on s.id = j.ref_id
     where s.purpose = 'answer' order by 1, 2, 5`,
  ],
  jobsOfReports: [
    `select 'confirm' as kind, r.due_at as run_at, r.message_id from reports r where r.status = 'unconfirmed' and r.due_at > 0 order by 3`,
    `select j.kind, j.run_at, s.message_id from jobs j join sends s on s.id = j.ref_id where s.purpose = 'report' order by 3`,
  ],
  events: ['select * from events order by seq', 'select * from events order by seq'],
  incoming: ['select * from incoming order by id', 'select * from incoming order by id'],
  threads: ['select * from threads order by id', 'select * from threads order by id'],
  enrollments: ['select * from enrollments order by id', 'select * from enrollments order by id'],
  tags: ['select * from contact_tags order by 1, 2', 'select * from contact_tags order by 1, 2'],
} as const

const lastIds = 'select name, seq from sqlite_sequence order by name'
const asked = [...Object.values(pairs).map(([first]) => first), lastIds]

it.each(Object.entries(pairs))('%s are as they were', (_name, [first, second]) => {
  expect(before(first).length).toBeGreaterThan(0)
  expect(after(second)).toEqual(before(first))
})

it('gives no id a second time, and leaves nothing behind', () => {
  const seqOf = (rows: Row[], name: string) => Number(rows.find((row) => row.name === name)?.seq ?? 0)
  const old = before(lastIds)
  const highest = Number(after('select max(id) as id from sends')[0]?.id)
  expect(seqOf(after(lastIds), 'sends')).toBeGreaterThanOrEqual(Math.max(highest, seqOf(old, 'sends') + seqOf(old, 'answers')))
  const tables = after(`select name from sqlite_master where name glob '__*' and name <> '__drizzle_migrations'`)
  expect(tables).toEqual([])
  expect(after('pragma foreign_key_check')).toEqual([])
  expect(after('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
})

it('keeps the ledger append-only', () => {
  expect(() => sqlite.prepare('update ledger set credits = 2').run()).toThrow('append-only')
  expect(() => sqlite.prepare('delete from ledger').run()).toThrow('append-only')
})
