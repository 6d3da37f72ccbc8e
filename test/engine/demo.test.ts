import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setUpCampaign } from '../../scripts/demo/campaign.ts'
import { runUntilComplete } from '../../scripts/demo/days.ts'
import { type Evidence, gatherEvidence } from '../../scripts/demo/evidence.ts'
import { openSandbox, type Sandbox } from '../../scripts/demo/sandbox.ts'
import { loadAccount } from '../../src/main/engine/accounts/mail-account.ts'

const samples = readFileSync(join(import.meta.dirname, '../../resources/sample-contacts.csv'), 'utf8')

interface Ran {
  sandbox: Sandbox
  campaignId: number
  evidence: Evidence
  errors: string[]
  end(): Promise<void>
}

async function run(start: string): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-demo-test-'))
  const errors: string[] = []
  const sandbox = await openSandbox(folder, Date.parse(start), (line) => errors.push(line))
  const { campaignId } = await setUpCampaign(sandbox, samples)
  await runUntilComplete(sandbox, campaignId, () => {})
  return {
    sandbox,
    campaignId,
    evidence: gatherEvidence(sandbox, campaignId, 0),
    errors,
    async end() {
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function count({ sandbox }: Ran, sql: string): number {
  return Number(sandbox.engine.context.db.sqlite.prepare(sql).pluck().get())
}

describe('the demo', { timeout: 90_000 }, () => {
  let ran: Ran
  beforeAll(async () => {
    ran = await run('2026-11-02T08:55:00+01:00')
  }, 90_000)
  afterAll(() => ran.end())

  test('finds nothing wrong, and the engine logged no error', () => {
    expect(ran.evidence.problems).toEqual([])
    expect(ran.errors).toEqual([])
  })

  test('never twice, never after an answer, never outside the window', () => {
    expect(ran.evidence.figures).toMatchObject({ duplicates: 0, sentAfterAnswer: 0, outsideWindow: 0 })
  })

  test('the numbers agree with each other', () => {
    const { figures, byStep } = ran.evidence
    const { taken } = ran.sandbox.smtp
    expect(figures.recipients).toBe(count(ran, 'select count(*) from contacts'))
    expect(figures.sent).toBe(taken.length)
    expect(figures.sent).toBe(count(ran, `select count(*) from sends where status = 'sent'`))
    expect(byStep.reduce((sum, n) => sum + n, 0)).toBe(figures.sent)
    expect(figures.creditsUsed).toBe(figures.sent + figures.replied)
    expect(figures.creditsUsed).toBe(count(ran, 'select sum(used) from credit_days'))
    expect(new Set(taken.map(({ messageId }) => messageId)).size).toBe(figures.sent)
  })

  test('everybody in the cast did their part', () => {
    expect(ran.evidence.figures).toMatchObject({ replied: 7, bounced: 5, autoReplies: 4, unsubscribed: 3 })
    expect(ran.evidence).toMatchObject({ refused: 2, putOff: 1 })
    expect(ran.sandbox.office.delivered.filter(({ role }) => role === 'spam')).toHaveLength(1)
  })

  test('whoever bounced or unsubscribed is suppressed for good', () => {
    const { bounced, unsubscribed } = ran.evidence.figures
    expect(count(ran, `select count(*) from suppressions where reason = 'bounced'`)).toBe(bounced)
    expect(count(ran, `select count(*) from suppressions where reason = 'unsubscribed'`)).toBe(unsubscribed)
  })

  test('follow-ups continue the thread, and a copy of each message lies in Sent', async () => {
    const { taken } = ran.sandbox.smtp
    const ids = new Map(taken.map((message) => [message.messageId, message.to]))
    const followUps = taken.filter((message, at) => taken.findIndex(({ to }) => to === message.to) < at)
    expect(followUps.length).toBe(ran.evidence.figures.sent - (ran.evidence.byStep[0] ?? 0))
    for (const { inReplyTo, to, subject } of followUps) {
      expect(ids.get(inReplyTo)).toBe(to)
      expect(subject).toMatch(/^Re: /)
    }
    const { db, ports } = ran.sandbox.engine.context
    const account = await loadAccount(db, ports.secrets, count(ran, 'select id from mailboxes'))
    for (const { messageId } of taken) expect(await ran.sandbox.office.isInSent(account, messageId)).toBe(true)
  })

  test('no variable was left a hole', () => {
    for (const { text, subject } of ran.sandbox.smtp.taken) {
      expect(`${subject}\n${text}`).not.toMatch(/\{\{|\}\}|Hi ,|undefined|null|""/)
    }
  })

  test('the evidence sees what would be wrong', () => {
    const { taken, attempts } = ran.sandbox.smtp
    const replied = ran.sandbox.office.delivered.find(({ means }) => means === 'reply')
    const first = taken[0]
    if (!first || !replied) throw new Error('nothing was sent or answered')
    const saturday = Date.parse('2026-11-14T10:00:00+01:00')
    taken.push({ ...first, at: saturday })
    attempts.push({ at: saturday, to: replied.person, code: 250 })
    const { figures, problems } = gatherEvidence(ran.sandbox, ran.campaignId, 0)
    taken.pop()
    attempts.pop()
    expect(figures).toMatchObject({ duplicates: 1, sentAfterAnswer: 1, outsideWindow: 1 })
    expect(problems).toContain(`Messages: ${taken.length + 1} outside, ${taken.length} in the database.`)
  })

  test('comes to the same figures in another week, over the end of summer time', async () => {
    const other = await run('2026-10-19T08:55:00+02:00')
    try {
      expect(other.evidence).toEqual(ran.evidence)
    } finally {
      await other.end()
    }
  })
})
