import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, type Engine } from '../../../src/main/engine/engine.ts'
import type { Ports } from '../../../src/main/engine/ports/ports.ts'
import { addCampaigns, addContacts, addMailboxes, addStep, alterWorkspace, linkEverything } from '../../builders/index.ts'

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
 * Mailboxes, contacts, and draft campaigns with one step, by builders alone: what is measured comes after. No gap, and neither
 * a cap nor a limit of credits that could be reached; every day around the clock. Every campaign has the same people.
 */
export async function fill({ context }: Engine, filling: Filling): Promise<void> {
  context.commit('bench.fill', (tx) => {
    alterWorkspace(tx, { dailyCredits: 10_000_000 })
    const servers = { smtp: server(filling.smtpPort), imap: server(1) }
    const mailbox = {
      senderName: 'Sam Sender',
      ...servers,
      dailyCap: 10_000_000,
      signature,
      postalAddress,
      saveSentCopy: filling.saveSentCopy,
    }
    addMailboxes(tx, filling.mailboxes, (n) => ({ email: `sam${n}@sender.example`, ...mailbox }))
    addContacts(tx, filling.people, (n) => {
      const names = { firstName: `Person${n}`, lastName: 'Doe', fullName: `Person${n} Doe`, companyName: `Company ${n}` }
      return { email: `person${n}@company${n}.example`, ...names }
    })
    const always = { days: [1, 2, 3, 4, 5, 6, 7], startTime: '00:00', endTime: '24:00', zone: 'UTC' }
    addCampaigns(tx, filling.campaigns, (n) => ({ name: `Campaign ${n}`, ...always, optOutLine }))
    linkEverything(tx)
    for (let campaignId = 1; campaignId <= filling.campaigns; campaignId++) addStep(tx, { campaignId, subject, body })
  })
  const credential = JSON.stringify({ kind: 'password', password: 'not-asked-for' })
  for (let id = 1; id <= filling.mailboxes; id++) {
    for (const part of ['smtp', 'imap']) await context.ports.secrets.set(`mailbox/${id}/${part}`, credential)
  }
}

function server(port: number) {
  return { host: '127.0.0.1', port, security: 'none', user: '' } as const
}
