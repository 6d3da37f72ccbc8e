import { useClock } from '../../../hooks/desk-context.tsx'
import { runBeginsInWords } from '../../../lib/campaigns/begins.ts'
import { fullInstant } from '../../../lib/time/dates.ts'
import { useBuilder } from '../draft/builder-context.tsx'

/** When a run of the campaign begins; the full instant and its zone on hover. */
export function RunBegins({ at }: { at: string }) {
  const { campaign } = useBuilder()
  const { now, reading } = useClock()
  return (
    <time dateTime={at} title={fullInstant(at, reading)}>
      {runBeginsInWords(at, now, reading, campaign.schedule.zone)}
    </time>
  )
}
