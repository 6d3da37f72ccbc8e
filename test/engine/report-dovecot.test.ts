import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import { createImapReader } from '../../src/main/engine/adapters/mail/imap.ts'
import { createSmtpMailer } from '../../src/main/engine/adapters/mail/smtp.ts'
import { createEngine } from '../../src/main/engine/engine.ts'
import { planReport } from '../../src/main/engine/lifecycle/send/report.ts'
import { addCampaignMailboxes, alterCampaign } from '../builders/index.ts'
import { guardStates } from '../builders/state-guard.ts'
import { startDovecot } from '../fakes/dovecot.ts'
import { quietLog, systemClock, until } from '../fakes/mail.ts'
import { fakePorts } from '../fakes/ports.ts'
import { startSmtp } from '../fakes/smtp.ts'

it('is received by a real account: it is told as a machine’s mail, and is nobody’s reply', async () => {
  const dovecot = await startDovecot()
  const smtp = await startSmtp({
    auth: { user: dovecot.user, password: dovecot.password },
    onMessage: async (mail) => {
      await dovecot.deliver(mail.raw)
      return null
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-report-'))
  const ports = {
    ...fakePorts(systemClock),
    log: quietLog,
    mailer: createSmtpMailer({ clock: systemClock, log: quietLog }),
    reader: createImapReader({ clock: systemClock, log: quietLog }),
  }
  const engine = createEngine(folder, ports, { zone: 'Europe/Berlin' })
  guardStates(engine.context.db.sqlite)
  try {
    await engine.start()
    const client = createRouterClient(engine.router, { context: () => engine.context })
    const loopback = { host: '127.0.0.1', security: 'none' as const, user: dovecot.user }
    const mailbox = await client.mailboxes.create({
      ...{ email: dovecot.user, senderName: 'Sam Müller', signature: 'Sam', dailyCap: 100, gapSeconds: 0, gapJitterSeconds: 0 },
      smtp: { ...loopback, port: smtp.port },
      imap: { ...loopback, port: dovecot.imapPort },
      credential: { kind: 'password', password: dovecot.password },
      allowUnencrypted: true,
      postalAddress: 'Street 1, 10115 Berlin',
    })
    const { sqlite } = engine.context.db
    await until(() => sqlite.prepare('select last_synced_at from mailboxes').pluck().get() !== null, 15_000)
    const campaign = await client.campaigns.create({ name: 'Grüße an Baristas' })
    engine.context.commit('test.complete', (tx) => {
      alterCampaign(tx, campaign.id, { audience: 'discovery', status: 'completed' })
      addCampaignMailboxes(tx, campaign.id, [mailbox.id])
      planReport(tx, campaign.id)
    })
    await until(() => smtp.received.length === 1, 15_000)
    const [mail] = smtp.received
    expect(mail?.envelope).toEqual({ from: dovecot.user, to: [dovecot.user] })
    expect(mail?.headers['auto-submitted']).toBe('auto-generated')
    expect(mail?.headers).not.toHaveProperty('list-unsubscribe')
    expect(mail?.headers.from).toContain('=?UTF-8?')
    await until(() => sqlite.prepare('select count(*) from incoming').pluck().get() === 1, 20_000)
    expect(sqlite.prepare('select class from incoming').pluck().all()).toEqual(['own'])
    await until(() => sqlite.prepare(`select status from sends where purpose = 'report'`).pluck().get() === 'sent', 5_000)
    expect((await client.inbox.list({})).total).toBe(0)
    expect(sqlite.prepare('select count(*) from ledger').pluck().get()).toBe(0)
  } finally {
    await engine.stop()
    await smtp.stop()
    await dovecot.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}, 90_000)
