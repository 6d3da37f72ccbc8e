import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, type Engine } from '../../../src/main/engine/engine.ts'
import type { Ports } from '../../../src/main/engine/ports/ports.ts'

export interface BenchWorkspace {
  engine: Engine
  close(): Promise<void>
}

/** An engine on a real database in a temporary folder, with the shipped settings (synchronous=FULL). Not started. */
export function openWorkspace(ports: Ports): BenchWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-bench-'))
  const engine = createEngine(folder, ports, { zone: 'UTC' })
  return {
    engine,
    async close() {
      await engine.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Filling {
  mailboxes: number
  campaigns: number
  /** Contacts. */
  people: number
  /** The SMTP server of all mailboxes. */
  smtpPort: number
  /** Their Sent folder gets a copy from us. */
  saveSentCopy: boolean
}

/** The messages of these benchmarks: a first mail of ordinary length, with variables. */
export const subject = 'A question about {{companyName}}'
export const body = `Hello {{firstName | default: "there"}},

I read about {{companyName}} last week and wondered how you handle the follow-ups with your customers today. Most teams
of your size that I talk to lose a few hours on that every week, and nobody likes to do it.

Would it be worth a quarter of an hour next week to find out whether that can be better? Any day is fine with me.

Best regards,
{{senderName}}`
export const signature = 'Sam Sender\nSender Ltd · https://sender.example'
export const postalAddress = 'Sender Ltd, 1 Main Street, 10115 Berlin'
export const optOutLine = 'If you would rather not hear from me again, just reply "unsubscribe".'

/**
 * Mailboxes, contacts, and draft campaigns with one step, by SQL alone: what is measured comes after. No gap, and neither
 * a cap nor a limit of credits that could be reached; every day around the clock. Every campaign has the same people.
 */
export async function fill({ context }: Engine, filling: Filling): Promise<void> {
  context.commit('bench.fill', (tx) => {
    tx.sqlite.exec('update workspace set daily_credits = 10000000')
    const run = (sql: string, values: Record<string, unknown>) => tx.sqlite.prepare(`${upTo} ${sql}`).run({ at: tx.at, ...values })
    run(
      `insert into mailboxes (email, sender_name, smtp, imap, auth, daily_cap, gap_seconds, gap_jitter_seconds, signature,
         postal_address, save_sent_copy, created_at)
       select 'sam' || i || '@sender.example', 'Sam Sender', @smtp, @imap, 'password', 10000000, 0, 0, @signature, @postalAddress,
         @saveSentCopy, @at from n`,
      {
        n: filling.mailboxes,
        smtp: server(filling.smtpPort),
        imap: server(1),
        signature,
        postalAddress,
        saveSentCopy: filling.saveSentCopy ? 1 : 0,
      },
    )
    run(
      `insert into contacts (email, email_key, domain, first_name, last_name, full_name, company_name, created_at, updated_at)
       select 'person' || i || '@company' || i || '.example', 'person' || i || '@company' || i || '.example', 'company' || i || '.example',
         'Person' || i, 'Doe', 'Person' || i || ' Doe', 'Company ' || i, @at, @at from n`,
      { n: filling.people },
    )
    run(
      `insert into campaigns (name, days, start_time, end_time, zone, opt_out_line, created_at, updated_at)
       select 'Campaign ' || i, '[1,2,3,4,5,6,7]', '00:00', '24:00', 'UTC', @optOutLine, @at, @at from n`,
      { n: filling.campaigns, optOutLine },
    )
    tx.sqlite.exec(
      'insert into campaign_mailboxes (campaign_id, mailbox_id, position) select c.id, m.id, m.id from campaigns c join mailboxes m',
    )
    tx.sqlite
      .prepare('insert into steps (campaign_id, position, subject, body, created_at, updated_at) select id, 1, ?, ?, ?, ? from campaigns')
      .run(subject, body, tx.at, tx.at)
  })
  const credential = JSON.stringify({ kind: 'password', password: 'not-asked-for' })
  for (let id = 1; id <= filling.mailboxes; id++) {
    for (const part of ['smtp', 'imap']) await context.ports.secrets.set(`mailbox/${id}/${part}`, credential)
  }
}

const upTo = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < @n)'

function server(port: number): string {
  return JSON.stringify({ host: '127.0.0.1', port, security: 'none', user: '' })
}
