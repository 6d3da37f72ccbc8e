import type { LiveValue } from '../../../hooks/use-live.ts'
import { counted, formatDecimal } from '../../../lib/words/counts.ts'
import type { Estimate } from './use-estimate.ts'

interface Props {
  estimate: LiveValue<Estimate | null>
  /** Test mode and sandbox: nobody is paid. */
  invented: boolean
  /** Influencers Club's, where it says. */
  creditsLeft: number | null
}

/** What a run comes to; counted by the engine, free of charge. */
export function RunFigures({ estimate, invented, creditsLeft }: Props) {
  const { value, problem } = estimate
  return (
    <dl className="bd-run-figures" aria-label="A run">
      <div>
        <dt>A run looks for</dt>
        <dd>{value ? counted(value.perRun, 'person', 'people') : <Unknown problem={problem?.message} />}</dd>
        {value && value.limitedBy !== '' && <dd className="small muted">{value.limitedBy}</dd>}
      </div>
      <div>
        <dt>A run costs at most</dt>
        <dd>{invented ? 'nothing' : value ? estimatedCost(value) : <Unknown problem={problem?.message} />}</dd>
        {!invented && value && value.perRun > 0 && (
          <dd className="small muted">
            {formatDecimal(value.searchCostPerRun)} to search
            {value.enrichmentCostPerRun === null ? '' : `, ${formatDecimal(value.enrichmentCostPerRun)} for addresses`}
          </dd>
        )}
      </div>
      {!invented && (
        <div>
          <dt>Credits left there</dt>
          <dd>{creditsLeft === null ? 'not said yet' : formatDecimal(creditsLeft)}</dd>
        </div>
      )}
    </dl>
  )
}

function estimatedCost({ searchCostPerRun, enrichmentCostPerRun }: Estimate): string {
  const all = searchCostPerRun + (enrichmentCostPerRun ?? 0)
  return `${formatDecimal(all)} ${all === 1 ? 'credit' : 'credits'}`
}

function Unknown({ problem }: { problem: string | undefined }) {
  return problem ? (
    <span className="muted" title={problem}>
      not known
      <span className="visually-hidden">: {problem}</span>
    </span>
  ) : (
    <span className="muted">…</span>
  )
}
