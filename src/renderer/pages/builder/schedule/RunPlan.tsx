import { perRunInWords } from '../../../lib/discovery/words.ts'
import { counted } from '../../../lib/words/counts.ts'
import { RunBegins } from '../discovery/RunBegins.tsx'
import { useDiscovery } from '../discovery/use-discovery.ts'
import { useEstimate } from '../discovery/use-estimate.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useOutlook } from '../draft/use-outlook.ts'

/** A campaign that finds its people: how many days, how many people. */
export function RunPlan() {
  const { id } = useBuilder()
  const { discovery } = useDiscovery()
  const { value: today } = useEstimate(id, discovery)
  const { value: outlook } = useOutlook()
  const next = outlook?.nextRunAt ?? today?.beginsAt
  return (
    <>
      <p>
        {counted(discovery.runs, 'run', 'runs')}, {perRunInWords(discovery)}
        {next && (
          <>
            , {outlook && outlook.runsDone > 0 ? 'next' : 'first'} run <RunBegins at={next} />
          </>
        )}
        .
      </p>
      {today && (
        <p>
          {today.perRun === 0
            ? 'Right now it would look for nobody: the credits of the day or the rest of the window do not do for anybody more.'
            : `A run looks for up to ${counted(today.perRun, 'person', 'people')}. Their messages are spread evenly over the window.`}
        </p>
      )}
      <p className="small muted">Who does not fit into a day goes first on the next.</p>
    </>
  )
}
