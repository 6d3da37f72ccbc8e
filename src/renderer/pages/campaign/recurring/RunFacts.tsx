import type { Run } from '../../../../shared/schemas/runs.ts'
import { When } from '../../../components/When.tsx'
import { providerNames } from '../../../lib/discovery/providers.ts'
import { costInWords } from '../../../lib/runs/words.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'

/** All figures of a day, and what it cost. */
export function RunFacts({ run }: { run: Run }) {
  const all: [string, number, string?][] = [
    ['Found', run.found, `of ${formatCount(run.wanted)} wanted`],
    ['Known already', run.alreadyKnown, 'passed over'],
    ['Addresses', run.emailsFound],
    ['Planned', run.planned, 'first messages'],
    ['Sent', run.sent, 'first messages'],
    ['Follow-ups', run.followUps, 'sent'],
    ['Replies', run.replies],
    ['Carried over', run.carriedOver, 'go first next time'],
    ['Credits', run.creditsUsed],
  ]
  // Of a day that was skipped, only what happened all the same.
  const figures = run.status === 'skipped' ? all.filter(([, value]) => value > 0) : all
  return (
    <div className="run-facts">
      {figures.length > 0 && (
        <dl className="run-figures">
          {figures.map(([title, value, note]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                <strong className={value === 0 ? 'zero' : undefined}>{formatCount(value)}</strong>
                {note && <span className="muted small"> {note}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <dl className="run-times small">
        {run.startedAt && (
          <>
            <dt>Began</dt>
            <dd>
              <When at={run.startedAt} />
            </dd>
          </>
        )}
        {run.finishedAt && (
          <>
            <dt>Ended</dt>
            <dd>
              <When at={run.finishedAt} />
            </dd>
          </>
        )}
        {run.costs.map((cost) => (
          <Cost key={cost.provider} cost={cost} />
        ))}
      </dl>
    </div>
  )
}

function Cost({ cost }: { cost: Run['costs'][number] }) {
  return (
    <>
      <dt>{providerNames[cost.provider]}</dt>
      <dd>
        {costInWords(cost)}
        {cost.unsure > 0 && (
          <span className="hue-needs"> {counted(cost.unsure, 'person', 'people')} may have been charged for without an answer</span>
        )}
      </dd>
    </>
  )
}
