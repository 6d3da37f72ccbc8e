import type { FunnelStep } from '../../../../shared/schemas/plan.ts'
import { formatCount } from '../../../lib/words/counts.ts'

/** How far people came: for each step what left, what still waits, and what came back. */
export function Funnel({ steps, people }: { steps: readonly FunnelStep[]; people: number }) {
  // Each bar is a part of all the people; a removed step may have reached more than there are now.
  const all = steps.reduce((most, { sent, planned }) => Math.max(most, sent + planned), Math.max(1, people))
  return (
    <section className="panel" aria-label="How far people came">
      <div className="list-head">
        <h2>How far people came</h2>
        <ul className="keys small muted" aria-hidden="true">
          <li>
            <span className="key key-sent" /> sent
          </li>
          <li>
            <span className="key key-planned" /> planned
          </li>
        </ul>
      </div>
      {steps.length === 0 ? (
        <p className="panel-text muted">There are no messages yet.</p>
      ) : (
        <table className="funnel" aria-label="By step">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className="number">
                Sent
              </th>
              <th scope="col" className="number">
                Planned
              </th>
              <th scope="col" className="number">
                Replied
              </th>
              <th scope="col" className="number">
                Bounced
              </th>
              <th scope="col" className="number">
                Opted out
              </th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <Row key={step.stepId} step={step} all={all} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Row({ step, all }: { step: FunnelStep; all: number }) {
  const { position, subject, removed, sent, planned, replied, bounced, optedOut } = step
  const name = `${removed ? 'Removed' : position} ${subject || 'Follow-up'}`
  return (
    <tr>
      <th scope="row" title={name}>
        <span className="funnel-name clip">
          <span className="muted">{removed ? 'Removed' : position}</span> {subject || <span className="muted">Follow-up</span>}
        </span>
        <span className="funnel-track" aria-hidden="true">
          <span className="key-sent" style={{ width: `${(sent / all) * 100}%` }} />
          <span className="key-planned" style={{ width: `${(planned / all) * 100}%` }} />
        </span>
      </th>
      {[sent, planned, replied, bounced, optedOut].map((count, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the column
        <td key={index} className={count === 0 ? 'number zero' : 'number'}>
          {formatCount(count)}
        </td>
      ))}
    </tr>
  )
}
