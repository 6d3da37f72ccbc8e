import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { EngineStatus } from '../../../shared/schemas/workspace.ts'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { heldInWords, placeFor } from '../../lib/campaigns/why.ts'
import { counted } from '../../lib/words/counts.ts'
import { ActionButton } from '../ActionButton.tsx'
import { ProblemNote } from '../ProblemNote.tsx'
import { When } from '../When.tsx'

interface Props {
  status: EngineStatus
  /** A link was followed: the panel has done its work. */
  onLeave(): void
}

/** Why nothing leaves right now, or what does: every named reason, how many it holds back, until when, and where to act. */
export function Why({ status, onLeave }: Props) {
  const desk = useDesk()
  const action = useAction()
  const mailboxes = useStore(desk.mailboxes.store, (state) => state.value)
  const campaigns = useStore(desk.campaigns.store, (state) => state.items)
  const facts = { mailboxes: mailboxes ?? [], campaigns }
  const pauseOrResume = () =>
    action.run(async () => desk.engine.set(status.paused ? await desk.client.engine.resume() : await desk.client.engine.pause()))
  return (
    <div className="why">
      <h2>{status.text}</h2>
      {status.nextAt && (
        <p className="muted">
          The next message leaves <When at={status.nextAt} />.
        </p>
      )}
      {status.needs > 0 && (
        <p>
          <Link href="/" onClick={onLeave}>
            {counted(status.needs, 'thing waits', 'things wait')} for you
          </Link>
        </p>
      )}
      {status.reasons.length === 0 ? (
        <p className="muted">Nothing is held back.</p>
      ) : (
        <ul aria-label="What is held back">
          {status.reasons.map((reason) => {
            const place = placeFor(reason.reason, facts)
            return (
              <li key={`${reason.reason} ${reason.message}`}>
                <span className="why-words">{reason.message}</span>
                {reason.count > 0 && <span className="muted">{heldInWords(reason)}</span>}
                <span className="muted small">{reason.until ? <When at={reason.until} /> : 'Until you act'}</span>
                {place && (
                  <Link href={place.to} className="small" onClick={onLeave}>
                    {place.word}
                  </Link>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {action.problem && <ProblemNote problem={action.problem} />}
      <div className="actions">
        <ActionButton
          size="xs"
          variant="default"
          data-autofocus
          busy={action.busy}
          busyLabel="One moment"
          onClick={() => void pauseOrResume()}
        >
          {status.paused ? 'Resume sending' : 'Pause all sending'}
        </ActionButton>
      </div>
    </div>
  )
}
