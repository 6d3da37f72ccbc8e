import type { ChangeImpact } from '../../../../shared/schemas/campaigns.ts'
import { When } from '../../../components/When.tsx'
import { formatCount } from '../../../lib/words/counts.ts'
import './change.css'

const figures: {
  key: 'recipientsAffected' | 'messagesMoved' | 'messagesCancelled' | 'messagesAdded' | 'recipientsReopened'
  word: string
}[] = [
  { key: 'recipientsAffected', word: 'People whose plan changes' },
  { key: 'messagesMoved', word: 'Messages that move' },
  { key: 'messagesAdded', word: 'Messages that are added' },
  { key: 'messagesCancelled', word: 'Messages that are cancelled' },
  { key: 'recipientsReopened', word: 'People who had finished and go on' },
]

/** The consequences of a change as the engine counted them; what is nothing is left out. */
export function ImpactText({ impact }: { impact: ChangeImpact }) {
  if (impact.changes.length === 0) return <p>This changes nothing: everything is as it was.</p>
  // A new text moves no message: "0 people" below "58 messages say the new text" would say the contrary.
  const counts = figures.filter(({ key }) => impact[key] > 0)
  return (
    <div className="impact">
      <ul className="impact-changes">
        {impact.changes.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {(counts.length > 0 || impact.firstNewSendAt !== null) && (
        <dl className="impact-figures">
          {counts.map(({ key, word }) => (
            <div key={key}>
              <dt>{word}</dt>
              <dd>{formatCount(impact[key])}</dd>
            </div>
          ))}
          {impact.firstNewSendAt !== null && (
            <div>
              <dt>The first of them leaves</dt>
              <dd>
                <When at={impact.firstNewSendAt} />
              </dd>
            </div>
          )}
        </dl>
      )}
    </div>
  )
}
