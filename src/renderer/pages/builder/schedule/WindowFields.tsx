import { CloseButton, NativeSelect, TextInput } from '@mantine/core'
import type { Schedule } from '../../../../shared/schemas/campaigns.ts'
import { ZoneSelect } from '../../../components/forms/ZoneSelect.tsx'
import { useClock } from '../../../hooks/desk-context.tsx'
import { wallTimeInWords } from '../../../lib/time/dates.ts'
import { useBuilder } from '../draft/builder-context.tsx'

const days = [
  [1, 'Mon', 'Monday'],
  [2, 'Tue', 'Tuesday'],
  [3, 'Wed', 'Wednesday'],
  [4, 'Thu', 'Thursday'],
  [5, 'Fri', 'Friday'],
  [6, 'Sat', 'Saturday'],
  [7, 'Sun', 'Sunday'],
] as const

const halfHours = Array.from({ length: 49 }, (_, index) => `${String(Math.floor(index / 2)).padStart(2, '0')}:${index % 2 ? '30' : '00'}`)

/** Days, hours, zone and first day. */
export function WindowFields() {
  const { campaign, draft, hasEnded } = useBuilder()
  const { reading } = useClock()
  const { schedule } = campaign
  const edit = (change: Partial<Schedule>) => draft.editSettings({ schedule: { ...schedule, ...change } })
  const times = (own: string) =>
    [...new Set([...halfHours, own])].sort().map((value) => ({ value, label: wallTimeInWords(value, reading.hour12) }))

  const isLast = (day: number): boolean => schedule.days.length === 1 && schedule.days.includes(day)

  function toggle(day: number): void {
    const next = schedule.days.includes(day) ? schedule.days.filter((one) => one !== day) : [...schedule.days, day].sort()
    // The last day stays: a schedule without one sends nothing, ever.
    if (next.length > 0) edit({ days: next })
  }

  return (
    <section aria-label="When it sends" className="bd-schedule-part">
      <h2>When it sends</h2>
      <fieldset className="bd-day-chips" aria-label="Days">
        {days.map(([day, short, name]) => (
          <button
            key={day}
            type="button"
            className="chip"
            aria-pressed={schedule.days.includes(day)}
            disabled={hasEnded}
            aria-disabled={isLast(day) || undefined}
            title={isLast(day) ? 'One day has to stay' : undefined}
            onClick={() => toggle(day)}
          >
            <span aria-hidden="true">{short}</span>
            <span className="visually-hidden">{name}</span>
          </button>
        ))}
      </fieldset>
      <div className="bd-schedule-row">
        <NativeSelect
          label="From"
          data={times(schedule.start)}
          value={schedule.start}
          disabled={hasEnded}
          onChange={(event) => edit({ start: event.currentTarget.value })}
        />
        <NativeSelect
          label="To"
          data={times(schedule.end)}
          value={schedule.end}
          disabled={hasEnded}
          onChange={(event) => edit({ end: event.currentTarget.value })}
        />
        <ZoneSelect
          className="bd-schedule-zone"
          limit={60}
          disabled={hasEnded}
          value={schedule.zone}
          nothingFoundMessage="No such time zone"
          onChange={(zone) => edit({ zone })}
        />
        <TextInput
          type="date"
          label="Not before"
          disabled={hasEnded}
          value={schedule.startDate ?? ''}
          onChange={(event) => edit({ startDate: event.currentTarget.value === '' ? null : event.currentTarget.value })}
          rightSection={
            schedule.startDate !== null && !hasEnded ? (
              <CloseButton size="sm" aria-label="Start as soon as it is activated" onClick={() => edit({ startDate: null })} />
            ) : null
          }
        />
      </div>
    </section>
  )
}
