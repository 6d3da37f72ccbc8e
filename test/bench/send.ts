/**
 * How fast messages leave: 5,000 over 10 mailboxes through the whole durable path (two commits around each SMTP
 * conversation, each of them on the disk before it goes on), against bare nodemailer that sends the same messages to
 * the same server over 10 connections and keeps nothing.
 */
import nodemailer from 'nodemailer'
import { createSmtpMailer } from '../../src/main/engine/adapters/mail/smtp.ts'
import type { Engine } from '../../src/main/engine/engine.ts'
import type { OutgoingMail } from '../../src/main/engine/ports/mail.ts'
import type { Ports } from '../../src/main/engine/ports/ports.ts'
import { unsubscribeMailto } from '../../src/main/engine/rules/incoming/unsubscribe.ts'
import { composeMessage } from '../../src/main/engine/rules/writing/compose.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { systemRandom } from '../../src/main/host/random.ts'
import { alterCampaign, enrollEverybody } from '../builders/index.ts'
import { errorLog, fakePorts } from '../fakes/ports.ts'
import { type BenchOptions, type BenchResult, runAlone, say } from './lib/command.ts'
import { quantile, round } from './lib/figures.ts'
import { type MailSink, startMailSink } from './lib/mail-sink.ts'
import { body, fill, openWorkspace, optOutLine, postalAddress, signature, subject } from './lib/workspace.ts'

const messages = 5_000
const mailboxes = 10
const warmUpMessages = 500
const runs = 3

export interface SendOptions extends BenchOptions {
  /** Also file each copy in the Sent folder, as for providers that do not do so themselves. */
  saveSentCopy?: boolean
}

export default async function run(options: SendOptions = {}): Promise<BenchResult> {
  const sink = await startMailSink()
  try {
    // Both sides once without being counted: the compilers have seen the code, the server has its buffers.
    await bare(sink, warmUpMessages)
    await durable(sink, warmUpMessages, options)
    // The floor before and after, because another program may want the machine meanwhile.
    const floors = [await bare(sink, messages)]
    const speeds: Speed[] = []
    for (let i = 0; i < runs; i++) {
      speeds.push(await durable(sink, messages, options))
      floors.push(await bare(sink, messages))
      say(options, `durable path: ${rates(speeds).at(-1)} messages/s, bare nodemailer: ${rates(floors).at(-1)} messages/s`)
    }
    // Each run against the two floors around it: a machine that was slow for a while was slow for both.
    const ratios = speeds.map(({ rate }, i) => (2 * rate) / ((floors[i]?.rate ?? 0) + (floors[i + 1]?.rate ?? 0)))
    return {
      bench: 'send',
      messages,
      mailboxes,
      messagesPerSecond: quantile(rates(speeds), 0.5),
      floorMessagesPerSecond: quantile(rates(floors), 0.5),
      ratio: round(quantile(ratios, 0.5)),
      aim: '>= 0.5',
      cpuMsPerMessage: round(quantile(cpuTimes(speeds), 0.5)),
      floorCpuMsPerMessage: round(quantile(cpuTimes(floors), 0.5)),
      runs: { messagesPerSecond: rates(speeds), floor: rates(floors) },
    }
  } finally {
    await sink.stop()
  }
}

const rates = (speeds: readonly Speed[]) => speeds.map(({ rate }) => Math.round(rate))
const cpuTimes = (speeds: readonly Speed[]) => speeds.map(({ cpuMs }) => cpuMs)

/** The whole path, from the activation of the campaign to the last commit. */
async function durable(sink: MailSink, count: number, options: SendOptions): Promise<Speed> {
  await sink.reset()
  const mailer = createSmtpMailer({ clock: systemClock, log: errorLog })
  const ports: Ports = { ...fakePorts(systemClock), random: systemRandom, mailer }
  const workspace = openWorkspace(ports)
  try {
    const { engine } = workspace
    await fill(engine, { mailboxes, campaigns: 1, people: count, smtpPort: sink.port, saveSentCopy: options.saveSentCopy ?? false })
    engine.context.commit('bench.enroll', (tx) => enrollEverybody(tx, 1))
    await engine.start()
    await mailIsRead(engine)
    const done = allSent(engine, count)
    const stop = stopwatch(count)
    engine.context.commit('bench.activate', (tx) => {
      alterCampaign(tx, 'all', { status: 'active', activatedAt: tx.at })
    })
    await done
    const speed = stop()
    await checkNothingWasLost(engine, sink, count)
    return speed
  } finally {
    await workspace.close()
  }
}

/** The engine sends nothing before it has read every mailbox: that is not what is measured here. */
async function mailIsRead({ context }: Engine): Promise<void> {
  const unread = context.db.sqlite.prepare('select count(*) from mailboxes where last_synced_at is null').pluck()
  while (unread.get() !== 0) await new Promise((resolve) => setTimeout(resolve, 1))
}

function allSent({ context }: Engine, count: number): Promise<void> {
  let sent = 0
  return new Promise((resolve, reject) => {
    context.bus.subscribe((event) => {
      if (event.type === 'send.sent' && ++sent === count) resolve()
      if (event.type === 'send.unconfirmed' || event.type === 'send.failed' || event.type === 'mailbox.paused')
        reject(new Error(`${event.type}: ${event.message}`))
    })
  })
}

async function checkNothingWasLost({ context }: Engine, sink: MailSink, count: number): Promise<void> {
  const at = await sink.count()
  if (at.messages !== count || at.messageIds !== count || at.recipients !== count)
    throw new Error(`${count} messages were sent, and the server has ${JSON.stringify(at)}`)
  const credits = context.db.sqlite.prepare('select sum(credits) from ledger').pluck().get()
  if (credits !== count) throw new Error(`${count} messages were sent, and the ledger says ${credits}`)
}

/** The floor: the same messages with the same library, as its manual says, over as many connections. */
async function bare(sink: MailSink, count: number): Promise<Speed> {
  await sink.reset()
  const transport = nodemailer.createTransport({
    pool: true,
    maxConnections: mailboxes,
    maxMessages: Number.POSITIVE_INFINITY,
    host: '127.0.0.1',
    port: sink.port,
    secure: false,
    ignoreTLS: true,
  })
  const queue = Array.from({ length: count }, (_, i) => written(i + 1)).values()
  const stop = stopwatch(count)
  await Promise.all(
    Array.from({ length: mailboxes }, async () => {
      for (const mail of queue) {
        await transport.sendMail({
          messageId: mail.messageId,
          date: new Date(mail.date),
          from: mail.from,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { 'List-Unsubscribe': `<${mail.unsubscribeMailto}>` },
        })
      }
    }),
  )
  const speed = stop()
  transport.close()
  const at = await sink.count()
  if (at.messageIds !== count) throw new Error(`${count} messages were sent, and the server has ${JSON.stringify(at)}`)
  return speed
}

interface Speed {
  /** Messages per second. */
  rate: number
  /** Time on the processor for one message, in milliseconds: says more than the rate where the machine is busy. */
  cpuMs: number
}

function stopwatch(count: number): () => Speed {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  return () => {
    const seconds = (performance.now() - startedAt) / 1000
    const { user, system } = process.cpuUsage(cpu)
    return { rate: count / seconds, cpuMs: (user + system) / 1000 / count }
  }
}

/** What the engine would write to person `i`. */
function written(i: number): OutgoingMail {
  const email = `person${i}@company${i}.example`
  const mailbox = { email: `sam${1 + (i % mailboxes)}@sender.example`, senderName: 'Sam Sender', signature, postalAddress }
  const composed = composeMessage({
    step: { subject, body },
    contact: { email, firstName: `Person${i}`, lastName: 'Doe', fullName: `Person${i} Doe`, companyName: `Company ${i}`, customFields: {} },
    mailbox,
    workspace: { postalAddress: '' },
    campaign: { optOutLine },
    thread: null,
  })
  if (!composed.ok) throw new Error(composed.reason)
  const messageId = `<${systemRandom.uuid()}@sender.example>`
  return {
    messageId,
    date: systemClock.now(),
    from: { name: 'Sam Sender', address: mailbox.email },
    to: { name: `Person${i} Doe`, address: email },
    ...composed,
    unsubscribeMailto: unsubscribeMailto(mailbox.email, messageId),
  }
}

if (import.meta.main) await runAlone(run)
