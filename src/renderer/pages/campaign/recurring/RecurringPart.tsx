import './recurring.css'
import { useState } from 'react'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { campaignTouched } from '../../../lib/live/touched.ts'
import { dayInZone } from '../../../lib/time/days.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { StatusLine } from '../status/StatusLine.tsx'
import { ClayFile } from './ClayFile.tsx'
import { RunCalendar } from './RunCalendar.tsx'
import { RunDrawer } from './RunDrawer.tsx'
import { RunHead } from './RunHead.tsx'
import { TodaysRun } from './TodaysRun.tsx'
import { Unsure } from './Unsure.tsx'

/** More days than a campaign of a year has. */
const allRuns = 500

/** What a recurring campaign does: its run of today, what waits for a person, and all its days as a calendar. */
export default function RecurringPart({ campaign }: { campaign: CampaignRow }) {
  const desk = useDesk()
  const { now } = useClock()
  const [openDay, setOpenDay] = useState<string | null>(null)
  const { id, status, schedule } = campaign
  const concerns = (event: Parameters<typeof campaignTouched>[0]) => campaignTouched(event, id)
  const outlook = useLiveValue(`outlook ${id}`, () => desk.client.runs.outlook({ id }), concerns)
  const runs = useLiveValue(`runs ${id}`, () => desk.client.runs.list({ id, limit: allRuns }), concerns)
  const today = useLiveValue(`today ${id}`, () => desk.client.today.get(), concerns)
  const problem = outlook.problem ?? runs.problem ?? today.problem
  const again = () => {
    for (const value of [outlook, runs, today]) value.touch()
  }
  const ended = status === 'completed' || status === 'cancelled'
  const all = runs.value?.items ?? []
  const shown = all.find(({ day }) => day === openDay)
  return (
    <>
      {outlook.value ? <RunHead campaign={campaign} outlook={outlook.value} /> : <StatusLine campaign={campaign} />}
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: again }} />}
      {outlook.value && outlook.value.unsure > 0 && <Unsure campaignId={id} count={outlook.value.unsure} onDecided={again} />}
      {outlook.value && outlook.value.awaitingFile > 0 && <ClayFile campaignId={id} waiting={outlook.value.awaitingFile} onTaken={again} />}
      {outlook.value && !ended && (
        <TodaysRun campaign={campaign} outlook={outlook.value} today={today.value} onOutlook={outlook.set} onOpen={setOpenDay} />
      )}
      {runs.value ? (
        <RunCalendar
          runs={all}
          schedule={schedule}
          today={dayInZone(now, schedule.zone)}
          next={nextDay(outlook.value?.nextRunAt ?? null, schedule.zone)}
          openDay={openDay}
          onOpen={setOpenDay}
        />
      ) : (
        <section className="panel" aria-label="Loading runs">
          <SkeletonRows label="Loading runs" />
        </section>
      )}
      {shown && <RunDrawer campaign={campaign} run={shown} runs={all} onOpen={setOpenDay} onClose={() => setOpenDay(null)} />}
    </>
  )
}

function nextDay(nextRunAt: string | null, zone: string): string | null {
  return nextRunAt === null ? null : dayInZone(Date.parse(nextRunAt), zone)
}
