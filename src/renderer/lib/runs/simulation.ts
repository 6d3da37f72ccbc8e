import type { z } from 'zod'
import type { Simulation, simulatedDay } from '../../../shared/schemas/runs.ts'
import { dayInWords, daysBetween } from '../time/days.ts'
import { counted, formatCount } from '../words/counts.ts'

export type SimulatedDay = z.infer<typeof simulatedDay>

/** When it would be over: `It would be completed on Fri 15 Jan 2027, after 26 days.` */
export function finishInWords({ finishesOn, days }: Pick<Simulation, 'finishesOn' | 'days'>): string {
  const first = days[0]?.day
  if (finishesOn === null) return `It would still be running after ${counted(days.length, 'day', 'days')}.`
  if (first === undefined) return `It would be completed on ${dayInWords(finishesOn)}.`
  return `It would be completed on ${dayInWords(finishesOn)}, after ${counted(daysBetween(first, finishesOn) + 1, 'day', 'days')}.`
}

/** The same picture for whoever does not see it. */
export function simulationInWords({
  days,
  sent,
  replies,
  creditsUsed,
}: Pick<Simulation, 'days' | 'sent' | 'replies' | 'creditsUsed'>): string {
  const most = days.reduce((highest, { sent: on }) => Math.max(highest, on), 0)
  return `${counted(days.length, 'day', 'days')}: ${counted(sent, 'message', 'messages')} sent, at most ${formatCount(most)} on a day, ${counted(replies, 'reply', 'replies')}, ${counted(creditsUsed, 'credit', 'credits')}`
}

export interface DayColumn {
  day: SimulatedDay
  /** Left edge and width, in parts of the width: 0 to 1. */
  x: number
  width: number
  /** Heights, in parts of the tallest column: 0 to 1. */
  sent: number
  replies: number
  credits: number
}

/** A column for each day, side by side over the whole width; what was sent, what came back and the credits on one scale. */
export function columnsOf(days: readonly SimulatedDay[]): DayColumn[] {
  const most = days.reduce((highest, { sent, replies, creditsUsed }) => Math.max(highest, sent, replies, creditsUsed), 1)
  const width = 1 / Math.max(1, days.length)
  return days.map((day, index) => ({
    day,
    x: index * width,
    width,
    sent: day.sent / most,
    replies: day.replies / most,
    credits: day.creditsUsed / most,
  }))
}
