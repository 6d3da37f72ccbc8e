import { CloseButton, Skeleton } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Action, Recipient } from '../../shared/schemas/campaigns.ts'
import { useDesk } from '../desk-context.tsx'
import { recipientView, timelineEntries, timelineView } from '../lib/words.ts'
import type { Decision } from './DecideDialog.tsx'
import { Icon } from './Icon.tsx'
import { ProblemNote } from './ProblemNote.tsx'
import { Decide } from './RecipientTable.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { When } from './When.tsx'

interface Props {
  recipient: Recipient
  stepCount: number
  onClose(): void
  /** To the person above (-1) or below (1) in the list. */
  onMove(by: -1 | 1): void
  onDecide(decision: Decision): void
}

/** One person's time line, beside the list: Esc closes it, arrow keys go to the next person. */
export function PersonPanel({ recipient, stepCount, onClose, onMove, onDecide }: Props) {
  const desk = useDesk()
  const { actions, problem } = useStore(desk.person.store)
  const panel = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each newly opened person takes the focus, so that a screen reader tells who it is
  useEffect(() => panel.current?.focus(), [recipient.id])

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') onClose()
    else if (event.key === 'ArrowDown') onMove(1)
    else if (event.key === 'ArrowUp') onMove(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const name = recipient.fullName || recipient.email || 'Deleted contact'
  return (
    <section className="person" ref={panel} tabIndex={-1} role="dialog" aria-label={name} onKeyDown={onKeyDown} data-testid="person">
      <header className="person-head">
        <div>
          <h2 className="clip" title={name}>
            {name}
          </h2>
          <p className="muted clip" title={recipient.email ?? undefined}>
            {recipient.email ?? 'The contact was deleted'}
          </p>
        </div>
        <CloseButton onClick={onClose} aria-label="Close" />
      </header>
      <Facts recipient={recipient} stepCount={stepCount} onDecide={onDecide} />
      <div className="person-body">
        {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: () => desk.person.touch(recipient.id) }} />}
        {!actions && !problem && <Skeleton height={96} radius="xs" />}
        {actions?.length === 0 && <p className="muted">Nothing has happened yet.</p>}
        {actions && actions.length > 0 && (
          <ol className="timeline" aria-label="Time line">
            {timelineEntries(actions).map((action) => (
              <Entry key={action.seq} action={action} />
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}

function Facts({ recipient, stepCount, onDecide }: Pick<Props, 'recipient' | 'stepCount' | 'onDecide'>) {
  const { unconfirmedSendId, nextSendAt, nextStep, waiting, reason, companyName } = recipient
  return (
    <dl className="person-facts">
      <dt>Status</dt>
      <dd>
        <StatusBadge view={recipientView(recipient)} />
      </dd>
      {companyName && (
        <>
          <dt>Company</dt>
          <dd>{companyName}</dd>
        </>
      )}
      <dt>Sent</dt>
      <dd>
        {recipient.stepsSent} of {stepCount} steps
      </dd>
      {nextSendAt && (
        <>
          <dt>Next</dt>
          <dd>
            {nextStep !== null && `Step ${nextStep}, `}
            <When at={nextSendAt} />
          </dd>
        </>
      )}
      {(waiting || reason) && (
        <>
          <dt>{waiting ? 'Waits for' : 'Why'}</dt>
          <dd>{waiting?.message ?? reason}</dd>
        </>
      )}
      {unconfirmedSendId !== null && (
        <>
          <dt>Decide</dt>
          <dd>
            <Decide recipient={recipient} sendId={unconfirmedSendId} onDecide={onDecide} />
          </dd>
        </>
      )}
    </dl>
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
