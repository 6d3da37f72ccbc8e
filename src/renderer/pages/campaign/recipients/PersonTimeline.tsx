import type { Action } from '../../../../shared/schemas/campaigns.ts'
import { Icon } from '../../../components/Icon.tsx'
import { When } from '../../../components/When.tsx'
import { timelineEntries, timelineView } from '../../../lib/campaigns/timeline.ts'

/** What happened with one person, the newest first; messages unfold. */
export function PersonTimeline({ actions }: { actions: readonly Action[] }) {
  if (actions.length === 0) return <p className="muted">Nothing has happened yet.</p>
  return (
    <ol className="timeline" aria-label="Time line">
      {timelineEntries(actions).map((action) => (
        <Entry key={action.seq} action={action} />
      ))}
    </ol>
  )
}

function Entry({ action }: { action: Action }) {
  const view = timelineView(action.type)
  return (
    <li>
      <Icon name={view.icon} className={`hue-${view.hue}`} />
      <div>
        <p>{action.message}</p>
        <p className="muted small">
          <When at={action.at} />
          {action.stepPosition !== null && ` · step ${action.stepPosition}`}
        </p>
        {action.body !== null && (
          <details>
            <summary>{action.subject || 'Message'}</summary>
            <div className="letter">{action.body}</div>
          </details>
        )}
      </div>
    </li>
  )
}
