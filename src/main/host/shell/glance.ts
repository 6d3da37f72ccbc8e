import type { InboxCounts } from '../../../shared/schemas/inbox.ts'
import type { Today } from '../../../shared/schemas/today.ts'
import type { Credits, EngineStatus } from '../../../shared/schemas/workspace.ts'

export type TrayIcon = 'normal' | 'paused' | 'needs-you'

/** What is known of today; a part that could not be asked is null. */
export interface Facts {
  engine: EngineStatus | null
  today: Pick<Today, 'sent' | 'planned' | 'replies' | 'unconfirmed'> | null
  credits: Pick<Credits, 'left'> | null
  inbox: Pick<InboxCounts, 'unread'> | null
}

/** Today in a few words, for the tray and the badge. */
export interface Glance {
  icon: TrayIcon
  tooltip: string
  /** Lines of the menu that only tell. */
  lines: string[]
  paused: boolean
  unread: number
}

export const nothingKnown: Facts = { engine: null, today: null, credits: null, inbox: null }

/** @param time how the person reads an instant ("10:42", "Mon 09:00") */
export function glanceAt(facts: Facts, time: (instant: string) => string): Glance {
  const { engine, today, credits, inbox } = facts
  const state = engine ? stateWords(engine, time) : 'Starting'
  const numbers = [
    ...(today ? [`${today.sent} sent`, `${today.planned} planned`, countInWords(today.replies, 'reply', 'replies')] : []),
    ...(credits ? [`${countInWords(credits.left, 'credit', 'credits')} left`] : []),
  ]
  const needsYou = engine?.state === 'needs_you' || (today?.unconfirmed ?? 0) > 0
  return {
    icon: needsYou ? 'needs-you' : engine?.paused ? 'paused' : 'normal',
    // Windows cuts a tooltip after 127 characters.
    tooltip: ['Campaign Desk', state, ...numbers.slice(0, 3)].join(' · ').slice(0, 127),
    lines: [state, ...numbers],
    paused: engine?.paused ?? false,
    unread: inbox?.unread ?? 0,
  }
}

function stateWords(engine: EngineStatus, time: (instant: string) => string): string {
  if (!engine.nextAt) return engine.text
  return `${engine.text} · ${engine.state === 'sending' ? 'next ' : ''}${time(engine.nextAt)}`
}

/** An instant as a clock shows it on its day, with the weekday before it on any other; in the machine's zone by default. */
export function shortTime(instant: string, now: number, locale?: string, zone?: string): string {
  const at = new Date(instant)
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: zone }).format(at)
  if (day.format(at) === day.format(now)) return time
  return `${new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: zone }).format(at)} ${time}`
}

/** The picture on the taskbar's button (Windows): 1 to 9, then 9+. Null where there is nothing unread. */
export function badgePicture(unread: number): string | null {
  if (unread <= 0) return null
  return unread > 9 ? 'badge-9-plus' : `badge-${unread}`
}

export function countInWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
