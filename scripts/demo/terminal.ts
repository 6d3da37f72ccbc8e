import type { DateTime } from 'luxon'
import type { Letter } from '../../src/main/sandbox/post-office.ts'
import type { SetUp } from './campaign.ts'
import { mailboxSettings, steps } from './campaign.ts'
import type { Moment } from './days.ts'
import type { Evidence } from './evidence.ts'
import { type Sandbox, sender, zone } from './sandbox.ts'

const dayFormat = 'ccc d LLL'
/** The changing line is no film. */
const refreshMs = 100

/** Where the demo tells what happens: a line is said once; on a terminal, a last line may change until then. */
export interface Screen {
  say(line?: string): void
  /** Shows what is going on right now; only on a terminal. */
  show(line: string): void
}

export function createScreen(out: NodeJS.WriteStream): Screen {
  const clear = out.isTTY ? '\r\u001b[2K' : ''
  return {
    say: (line = '') => void out.write(`${clear}${line}\n`),
    show: (line) => void (out.isTTY && out.write(`${clear}${line.slice(0, out.columns || 80)}`)),
  }
}

export function tellSetUp(screen: Screen, { contacts, name, recipients, messages, warnings }: SetUp): void {
  const { dailyCap, gapSeconds, gapJitterSeconds } = mailboxSettings
  const delays = steps.slice(1).map(({ delayDays }) => delayDays)
  const least = gapSeconds - gapJitterSeconds / 2
  screen.say(
    `  Contacts   ${contacts.created} imported from resources/sample-contacts.csv${contacts.rejected ? `, ${contacts.rejected} rejected` : ''}`,
  )
  screen.say(
    `  Mailbox    ${sender.email}: ${least} to ${least + gapJitterSeconds} seconds between two messages, ${dailyCap} a day at most`,
  )
  screen.say(`  Campaign   "${name}": ${steps.length} steps, the next ones ${delays.join(' and ')} days later`)
  screen.say(`  Schedule   Monday to Friday, 9 to 17 (${zone})`)
  screen.say(`  Activated  ${recipients} people, ${messages} messages if nobody answers`)
  for (const warning of warnings) screen.say(`  Note       ${warning}`)
}

/** Says one line for each of the demo's days, and shows its time while it passes. */
export function followDays(screen: Screen, { smtp, office }: Sandbox): { moment(moment: Moment): void; end(): void } {
  let today: DateTime | null = null
  let told = { sent: 0, letters: 0 }

  function lettersOf(day: DateTime): Letter[] {
    const midnight = day.endOf('day').toMillis()
    return office.delivered.slice(told.letters).filter(({ arrivesAt }) => arrivesAt <= midnight)
  }

  function happened(day: DateTime, nothing: string): string {
    const sent = smtp.taken.length - told.sent
    const letters = lettersOf(day)
    const came = (means: string, one: string, many: string) => {
      const n = letters.filter((letter) => letter.means === means).length
      return n === 0 ? [] : [`${n} ${n === 1 ? one : many}`]
    }
    return [
      sent > 0 ? `${String(sent).padStart(2)} sent` : nothing,
      ...came('reply', 'reply', 'replies'),
      ...came('bounce', 'bounce', 'bounces'),
      ...came('auto_reply', 'automatic reply', 'automatic replies'),
      ...came('unsubscribe', 'unsubscribed', 'unsubscribed'),
    ].join(', ')
  }

  function closeDay(): void {
    if (!today) return
    const nothing = today.weekday > 5 ? 'weekend, nothing leaves' : 'nothing due'
    screen.say(`  ${today.toFormat(dayFormat).padEnd(12)}${happened(today, nothing)}`)
    told = { sent: smtp.taken.length, letters: told.letters + lettersOf(today).length }
  }

  let shownMs = 0
  return {
    moment({ local }) {
      if (today && !local.hasSame(today, 'day')) closeDay()
      today = local
      const nowMs = performance.now()
      if (nowMs - shownMs < refreshMs) return
      shownMs = nowMs
      screen.show(`  ${local.toFormat(dayFormat).padEnd(12)}${local.toFormat('HH:mm')}  ${happened(local, 'nothing yet')}`)
    },
    end: closeDay,
  }
}

export function tellResult(screen: Screen, evidence: Evidence): void {
  const { figures, byStep, refused, putOff, busiestDayCredits, problems } = evidence
  const row = (label: string, value: number, note = '') =>
    screen.say(`  ${label.padEnd(29)}${String(value).padStart(5)}   ${note}`.trimEnd())
  row('Recipients', figures.recipients)
  row(
    'Messages sent',
    figures.sent,
    `${byStep.join(' + ')} in three steps${putOff ? `; ${putOff} put off by the server and sent later` : ''}`,
  )
  row('Replied', figures.replied, 'their sequence stopped')
  row('Bounced', figures.bounced, `${refused} refused at once, ${figures.bounced - refused} returned later`)
  row('Automatic replies', figures.autoReplies, 'their sequence went on')
  row('Unsubscribed', figures.unsubscribed, 'never written to again')
  row('Credits used', figures.creditsUsed, `${busiestDayCredits} on the busiest day, of ${figures.creditsLimit} a day`)
  screen.say()
  row('Sent twice', figures.duplicates)
  row('Sent after an answer', figures.sentAfterAnswer)
  row('Sent outside the window', figures.outsideWindow)
  screen.say()
  if (problems.length === 0) {
    screen.say('Counted from what the mail server received and the database file holds; the two agree.')
    return
  }
  screen.say('This is not as it should be:')
  for (const problem of problems) screen.say(`  ${problem}`)
}
