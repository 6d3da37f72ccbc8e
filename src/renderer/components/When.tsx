import { useClock } from '../hooks/desk-context.tsx'
import { fullInstant, instantInWords, withoutToday } from '../lib/time/dates.ts'

/** An instant as people say it; the full instant and its zone on hover. `short` leaves "today" out. */
export function When({ at, short = false }: { at: string; short?: boolean }) {
  const { now, reading } = useClock()
  return (
    <time dateTime={at} title={fullInstant(at, reading)}>
      {short ? withoutToday(instantInWords(at, now, reading)) : instantInWords(at, now, reading)}
    </time>
  )
}
