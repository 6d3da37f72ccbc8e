/**
 * What came of it, counted from the outside: from what the mail server took, what lay in the mailbox, and what the
 * database file holds by SQL over a connection of its own. No number of the engine's is believed here.
 */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { DateTime } from 'luxon'
import { steps } from './campaign.ts'
import { type Sandbox, zone } from './sandbox.ts'
import type { TakenMessage } from './smtp-server.ts'

/** The one JSON object of `npm run demo -- --json`. */
export interface Figures {
  recipients: number
  /** Messages that the SMTP server took. */
  sent: number
  replied: number
  bounced: number
  autoReplies: number
  unsubscribed: number
  /** Of the whole run; `creditsLimit` is that of one day. */
  creditsUsed: number
  creditsLimit: number
  duplicates: number
  sentAfterAnswer: number
  outsideWindow: number
  durationMs: number
}

export interface Evidence {
  figures: Figures
  /** Messages taken for each step, in the order of the steps. */
  byStep: number[]
  /** Of `bounced`, those that the server refused at once. */
  refused: number
  /** Attempts that the server asked to repeat later. */
  putOff: number
  busiestDayCredits: number
  /** Where server, mailbox and database contradict each other, in words; empty is good. */
  problems: string[]
}

export function gatherEvidence(sandbox: Sandbox, campaignId: number, durationMs: number): Evidence {
  const db = new Sqlite(join(sandbox.folder, 'workspace.db'), { readonly: true })
  try {
    const facts = readFacts(db, campaignId)
    const { taken, attempts } = sandbox.smtp
    const figures: Figures = {
      recipients: facts.recipients,
      sent: taken.length,
      replied: facts.people.replied ?? 0,
      bounced: facts.people.bounced ?? 0,
      autoReplies: facts.mails.auto_reply ?? 0,
      unsubscribed: facts.people.opted_out ?? 0,
      creditsUsed: facts.credits,
      creditsLimit: facts.creditsLimit,
      duplicates: countDuplicates(taken),
      sentAfterAnswer: countAfterAnswer(sandbox),
      outsideWindow: taken.filter((message) => !isInWindow(message.at)).length,
      durationMs,
    }
    return {
      figures,
      byStep: steps.map((_, index) => taken.filter((message) => stepOf(message) === index + 1).length),
      refused: refusedPeople(sandbox).size,
      putOff: attempts.filter(({ code }) => code >= 400 && code < 500).length,
      busiestDayCredits: facts.busiestDayCredits,
      problems: [...badCounts(figures), ...contradictions(sandbox, facts)],
    }
  } finally {
    db.close()
  }
}

interface Facts {
  recipients: number
  campaignStatus: string
  /** Enrollment status → people. */
  people: Record<string, number>
  /** Class of incoming mail → mails. */
  mails: Record<string, number>
  /** Message-IDs of Sends that are `sent` → position of their step. */
  sent: Map<string, number>
  /** Sends that ended in no final state. */
  open: number
  credits: number
  messageCredits: number
  replyCredits: number
  creditsLimit: number
  busiestDayCredits: number
}

function readFacts(db: Sqlite.Database, campaignId: number): Facts {
  const number = (sql: string, ...values: unknown[]) => Number(db.prepare(sql).pluck().get(values) ?? 0)
  const counts = (sql: string, ...values: unknown[]) => Object.fromEntries(db.prepare(sql).raw().all(values) as [string, number][])
  const sent = db
    .prepare(
      `select s.message_id, st.position from sends s join steps st on st.id = s.step_id where s.status = 'sent' and s.campaign_id = ?`,
    )
    .raw()
    .all(campaignId) as [string, number][]
  return {
    recipients: number('select count(*) from enrollments where campaign_id = ?', campaignId),
    campaignStatus: String(db.prepare('select status from campaigns where id = ?').pluck().get(campaignId)),
    people: counts('select status, count(*) from enrollments where campaign_id = ? group by status', campaignId),
    mails: counts('select class, count(*) from incoming group by class'),
    sent: new Map(sent),
    open: number(`select count(*) from sends where status in ('scheduled', 'sending', 'unconfirmed')`),
    credits: number('select sum(credits) from ledger'),
    messageCredits: number(`select sum(credits) from ledger where kind = 'message'`),
    replyCredits: number(`select sum(credits) from ledger where kind = 'reply'`),
    creditsLimit: number('select daily_credits from workspace'),
    busiestDayCredits: number('select max(used) from (select sum(credits) as used from ledger group by day)'),
  }
}

/** By the sentence that only this step has; 0 for a message that is of none. */
function stepOf(message: TakenMessage): number {
  const text = message.text.replace(/\s+/g, ' ')
  return steps.findIndex(({ sentence }) => text.includes(sentence)) + 1
}

/** The same step to the same person, or the same Message-ID, more than once. */
function countDuplicates(taken: TakenMessage[]): number {
  const seen = new Set<string>()
  let duplicates = 0
  for (const message of taken) {
    const marks = [`step ${stepOf(message)} ${message.to}`, `id ${message.messageId}`]
    if (marks.some((mark) => seen.has(mark))) duplicates++
    for (const mark of marks) seen.add(mark)
  }
  return duplicates
}

/**
 * Attempts to reach somebody whose answer, bounce or wish to be left alone lay in the mailbox since an earlier instant.
 * That is stricter than the rule, which speaks of answers that were read. Automatic answers stop nothing; a refusal for
 * good does.
 */
function countAfterAnswer(sandbox: Sandbox): number {
  const endedAt = refusedPeople(sandbox)
  for (const { person, means, arrivesAt } of sandbox.office.delivered) {
    if (means === 'auto_reply') continue
    endedAt.set(person, Math.min(arrivesAt, endedAt.get(person) ?? arrivesAt))
  }
  return sandbox.smtp.attempts.filter(({ to, at }) => at > (endedAt.get(to) ?? Number.POSITIVE_INFINITY)).length
}

/** Address → when the server refused it for good. */
function refusedPeople({ smtp }: Sandbox): Map<string, number> {
  const refused = new Map<string, number>()
  for (const { to, at, code } of smtp.attempts) if (code >= 500 && !refused.has(to)) refused.set(to, at)
  return refused
}

/** Monday to Friday, nine to five in Berlin, by luxon and not by the engine's rules. */
function isInWindow(at: number): boolean {
  const local = DateTime.fromMillis(at, { zone })
  return local.weekday <= 5 && local.hour >= 9 && local.hour < 17
}

function badCounts({ duplicates, sentAfterAnswer, outsideWindow }: Figures): string[] {
  const problems: string[] = []
  if (duplicates > 0) problems.push(`${duplicates} messages reached the server twice.`)
  if (sentAfterAnswer > 0) problems.push(`${sentAfterAnswer} messages went to people who had answered, bounced or opted out.`)
  if (outsideWindow > 0) problems.push(`${outsideWindow} messages left outside Monday to Friday, 9 to 17.`)
  return problems
}

function contradictions(sandbox: Sandbox, facts: Facts): string[] {
  const { taken } = sandbox.smtp
  const { delivered } = sandbox.office
  const arrived = (means: string) => delivered.filter((letter) => letter.means === means).length
  const peopleWhose = (means: string) => new Set(delivered.filter((letter) => letter.means === means).map(({ person }) => person)).size
  const problems: string[] = []
  const same = (what: string, outside: number, database: number) => {
    if (outside !== database) problems.push(`${what}: ${outside} outside, ${database} in the database.`)
  }
  same('Messages', taken.length, facts.sent.size)
  for (const { messageId, to, ...message } of taken) {
    const step = stepOf({ messageId, to, ...message })
    if (facts.sent.get(messageId) !== step)
      problems.push(`The message ${messageId} to ${to} is step ${step} on the wire, and not in the database.`)
  }
  same('Credits for messages', taken.length, facts.messageCredits)
  same('Credits for replies', arrived('reply'), facts.replyCredits)
  same('People who replied', peopleWhose('reply'), facts.people.replied ?? 0)
  same('People who bounced', peopleWhose('bounce') + refusedPeople(sandbox).size, facts.people.bounced ?? 0)
  same('People who unsubscribed', peopleWhose('unsubscribe'), facts.people.opted_out ?? 0)
  same('Automatic replies', arrived('auto_reply'), facts.mails.auto_reply ?? 0)
  same('Messages without an end', 0, facts.open)
  if (facts.campaignStatus !== 'completed') problems.push(`The campaign is ${facts.campaignStatus}, not completed.`)
  // Nobody in the cast answers the last message, so whoever got it has completed the sequence, and nobody else has.
  same('People with all steps', peopleWithAllSteps(taken), facts.people.completed ?? 0)
  return problems
}

function peopleWithAllSteps(taken: TakenMessage[]): number {
  const had = new Map<string, Set<number>>()
  for (const message of taken) had.set(message.to, (had.get(message.to) ?? new Set()).add(stepOf(message)))
  return [...had.values()].filter((of) => of.size === steps.length).length
}
