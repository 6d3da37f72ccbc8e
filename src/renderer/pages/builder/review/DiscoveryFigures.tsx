import { counted, formatCount } from '../../../lib/words/counts.ts'
import { RunBegins } from '../discovery/RunBegins.tsx'
import { useDiscovery } from '../discovery/use-discovery.ts'
import { useEstimate } from '../discovery/use-estimate.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useOutlook } from '../draft/use-outlook.ts'
import { ReviewFigure } from './ReviewFigure.tsx'

/** The numbers of a campaign whose people are not there yet: each is the engine's. */
export function DiscoveryFigures() {
  const { id, steps } = useBuilder()
  const { discovery } = useDiscovery()
  const estimate = useEstimate(id, discovery)
  const { value: outlook } = useOutlook()
  const next = outlook?.nextRunAt ?? estimate.value?.beginsAt
  return (
    <dl className="bd-review-figures">
      <ReviewFigure name="A run looks for">{estimate.value ? counted(estimate.value.perRun, 'person', 'people') : '–'}</ReviewFigure>
      <ReviewFigure name="Runs">
        {outlook && outlook.runsDone > 0
          ? `${formatCount(outlook.runsDone)} of ${formatCount(discovery.runs)}`
          : formatCount(discovery.runs)}
      </ReviewFigure>
      <ReviewFigure name={outlook && outlook.runsDone > 0 ? 'Next run' : 'First run'}>{next ? <RunBegins at={next} /> : '–'}</ReviewFigure>
      <ReviewFigure name="Messages to each">{formatCount(steps.length)}</ReviewFigure>
    </dl>
  )
}
