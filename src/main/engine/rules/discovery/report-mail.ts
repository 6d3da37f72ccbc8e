import { DateTime } from 'luxon'
import { oneLine } from '../../../../shared/line.ts'
import type { RunStatus } from '../../../../shared/schemas/runs.ts'
import { textToHtml } from '../writing/text-to-html.ts'

/** One day of the campaign. */
export interface ReportDay {
  /** Local date, YYYY-MM-DD. */
  day: string
  status: RunStatus
  /** In words; empty where there is nothing to say. */
  reason: string
  found: number
  emailsFound: number
  /** First messages. */
  sent: number
  followUps: number
  credits: number
}

/** What a provider was paid, in its own credits. */
export interface ReportCost {
  provider: 'influencers_club' | 'clay'
  /** Null where it does not say. */
  millicredits: number | null
  calls: number
  /** Items that may have been charged without an answer. */
  unsure: number
}

export interface ReportTotals {
  campaign: string
  /** In their order. */
  days: readonly ReportDay[]
  found: number
  emailsFound: number
  /** People who were written to. */
  people: number
  followUps: number
  /** People who answered. */
  replied: number
  /** 0 to 1, of those written to. */
  replyRate: number
  bounced: number
  optedOut: number
  creditsUsed: number
  costs: readonly ReportCost[]
  /** The mailbox that it comes from and goes to. */
  mailbox: string
}

export interface ReportMail {
  /** One line. */
  subject: string
  /** Plain text, LF line ends. */
  text: string
  html: string
}

const maxName = 200
const figuresFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const percentFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const tableStyle = 'font-family:monospace'
const providerNames: Record<ReportCost['provider'], string> = { influencers_club: 'Influencers Club', clay: 'Clay' }
const ran: ReadonlySet<RunStatus> = new Set(['succeeded', 'partial', 'running'])

/** The mail about a completed recurring campaign: what all of its days came to. For its operator, from their own mailbox. */
export function reportMail(totals: ReportTotals): ReportMail {
  const name = cut(oneLine(totals.campaign), maxName) || 'Your campaign'
  const table = dayTable(totals.days)
  const parts = [
    `${name} is complete.`,
    daysInWords(totals.days),
    figures(totals).join('\n'),
    costs(totals.costs).join('\n'),
    table,
    exceptions(totals.days),
    `Campaign Desk wrote this from your own mailbox, ${totals.mailbox}. It cost no credit, and nobody else got it.`,
  ].filter((part) => part !== '')
  const html = parts.map((part) => (part === table ? textToHtml(unbroken(part), tableStyle) : textToHtml(part))).join('\n')
  return {
    subject: `${name} is complete: ${counted(totals.people, 'person', 'people')} written to, ${counted(totals.replied, 'answer', 'answers')}`,
    text: `${parts.join('\n\n')}\n`,
    html: `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n${html}\n</body>\n</html>\n`,
  }
}

function daysInWords(days: readonly ReportDay[]): string {
  const count = (status: RunStatus) => days.filter((day) => day.status === status).length
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return 'It ran on no day.'
  const from = first === last ? `on ${dateOf(first.day)}` : `from ${dateOf(first.day)} to ${dateOf(last.day)}`
  const runs = days.filter(({ status }) => ran.has(status)).length
  const others = [
    ...(count('skipped') > 0 ? [`${counted(count('skipped'), 'day was', 'days were')} skipped`] : []),
    ...(count('failed') > 0 ? [`${counted(count('failed'), 'day', 'days')} failed`] : []),
  ]
  return [`It ran on ${counted(runs, 'day', 'days')}, ${from}.`, ...(others.length > 0 ? [`${others.join(', ')}.`] : [])].join(' ')
}

function figures(totals: ReportTotals): string[] {
  return [
    `Creators found: ${number(totals.found)}`,
    `Addresses found: ${number(totals.emailsFound)}`,
    `People written to: ${number(totals.people)}`,
    `Follow-ups sent: ${number(totals.followUps)}`,
    `People who answered: ${number(totals.replied)} (${percent(totals.replyRate)} of those written to)`,
    `Bounces: ${number(totals.bounced)}`,
    `Opt-outs: ${number(totals.optedOut)}`,
    `Credits used: ${number(totals.creditsUsed)}`,
  ]
}

function costs(all: readonly ReportCost[]): string[] {
  return all.map(({ provider, millicredits, calls, unsure }) => {
    const requests = counted(calls, 'request', 'requests')
    const paid =
      millicredits === null
        ? `${requests}; it does not say what they cost`
        : `${number(millicredits / 1000)} of its credits, for ${requests}`
    const open = unsure > 0 ? `. ${counted(unsure, 'item', 'items')} may have been charged without an answer` : ''
    return `${providerNames[provider]}: ${paid}${open}`
  })
}

const headings = ['Day', '', 'Found', 'Addresses', 'Sent', 'Follow-ups', 'Credits']
const statusWords: Record<RunStatus, string> = { running: 'Ran', succeeded: 'Ran', partial: 'Partly', failed: 'Failed', skipped: 'Skipped' }

/** A row for each day; the first two columns begin at the left, numbers end at the right. */
function dayTable(days: readonly ReportDay[]): string {
  if (days.length === 0) return ''
  const rows = [
    headings,
    ...days.map((day) => [
      dateOf(day.day),
      statusWords[day.status],
      ...[day.found, day.emailsFound, day.sent, day.followUps, day.credits].map(number),
    ]),
  ]
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const cell = (text: string, column: number) => (column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}

/** What was said of the days that did not go as planned. */
function exceptions(days: readonly ReportDay[]): string {
  const lines = days
    .filter(({ status, reason }) => status !== 'succeeded' && reason.trim() !== '')
    .map(({ day, reason }) => `${dateOf(day)}: ${cut(oneLine(reason), 300)}`)
  return lines.length === 0 ? '' : ['Days that did not go as planned:', ...lines].join('\n')
}

/** HTML shows one space for many: those of a table stay. */
function unbroken(table: string): string {
  return table.replace(/ (?= )/g, '\u00a0')
}

function dateOf(day: string): string {
  const date = DateTime.fromISO(day, { zone: 'utc' })
  return date.isValid ? date.setLocale('en').toFormat('ccc d LLL yyyy') : day
}

function counted(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`
}

function number(value: number): string {
  return figuresFormat.format(value)
}

function percent(rate: number): string {
  return `${percentFormat.format(rate * 100)} %`
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text
}
