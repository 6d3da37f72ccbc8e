import './today.css'
import { DayLine } from '../../components/day-line/DayLine.tsx'
import { Page } from '../../components/frame/Page.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { Guide } from './Guide.tsx'
import { NeedsYou } from './NeedsYou.tsx'
import { RunningCampaigns } from './RunningCampaigns.tsx'

const importing = new Set(['import.changed', 'contacts.changed'])

/** The morning's glance: the day as a line, what needs somebody, and how each campaign stands. */
export default function TodayPage() {
  const desk = useDesk()
  const concerns = ({ type }: { type: string }) => !importing.has(type)
  const today = useLiveValue('today', () => desk.client.today.get(), concerns)
  const needs = useLiveValue('needs', () => desk.client.today.needs(), concerns)
  const again = () => {
    today.touch()
    needs.touch()
  }
  const problem = today.problem ?? needs.problem
  return (
    <Page title="Today">
      <div className="today">
        {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: again }} />}
        <Guide />
        {today.value ? <DayLine today={today.value} /> : !problem && <SkeletonRows label="Loading today" />}
        {needs.value && <NeedsYou needs={needs.value} running={(today.value?.campaigns.length ?? 0) > 0} />}
        {today.value && <RunningCampaigns campaigns={today.value.campaigns} />}
      </div>
    </Page>
  )
}
