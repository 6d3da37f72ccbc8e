import { CloseButton } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { focusIfLost } from '../../../lib/browser/focus.ts'
import { recipientTouched } from '../../../lib/live/touched.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { recipientName } from './columns.tsx'
import type { Decision } from './DecideDialog.tsx'
import { PersonActions } from './PersonActions.tsx'
import { PersonFacts } from './PersonFacts.tsx'
import { PersonTimeline } from './PersonTimeline.tsx'

interface Props {
  campaign: CampaignRow
  recipientId: number
  /** The person as the list has them, where it does. */
  inList: Recipient | undefined
  onClose(): void
  /** To the person above (-1) or below (1) in the list. */
  onMove(by: -1 | 1): void
  onDecide(decision: Decision): void
}

/** One person's time line, beside the list: Esc closes it, arrow keys go to the next person. */
export function PersonDrawer({ campaign, recipientId, inList, onClose, onMove, onDecide }: Props) {
  const desk = useDesk()
  const who = { id: campaign.id, recipientId }
  const concerns = (event: Parameters<typeof recipientTouched>[0]) => {
    const touched = recipientTouched(event, campaign.id)
    return touched === 'all' || touched === recipientId
  }
  const person = useLiveValue(`person ${recipientId}`, () => desk.client.recipients.get(who), concerns)
  const line = useLiveValue(`line ${recipientId}`, () => desk.client.recipients.actions(who), concerns)
  const panel = useRef<HTMLElement>(null)
  const [asking, setAsking] = useState(false)
  // Each newly opened person takes the focus, so that a screen reader tells who it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves with the person
  useEffect(() => panel.current?.focus(), [recipientId])

  const status = person.value?.status
  // What can be done depends on the status: the button that was just pressed may be gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new status counts
  useEffect(() => focusIfLost(() => panel.current), [status])
  const onAsking = (now: boolean) => {
    setAsking(now)
    if (!now) focusIfLost(() => panel.current)
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Keys of a dialog or a menu above the drawer come by here too, on React's way up.
    if (asking || !(event.target instanceof Node && panel.current?.contains(event.target))) return
    if (event.key === 'Escape') onClose()
    else if (event.key === 'ArrowDown') onMove(1)
    else if (event.key === 'ArrowUp') onMove(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const recipient = person.value ?? inList
  const gone = person.problem?.code === 'NOT_FOUND'
  const problem = gone ? null : (person.problem ?? line.problem)
  const name = recipient ? recipientName(recipient) : 'Recipient'
  const again = () => {
    person.touch()
    line.touch()
  }
  return (
    <section className="person" ref={panel} tabIndex={-1} role="dialog" aria-label={name} onKeyDown={onKeyDown} data-testid="person">
      <header className="person-head">
        <div>
          <h2 className="clip" title={name}>
            {name}
          </h2>
          {recipient && (
            <p className="muted clip" title={recipient.email ?? undefined}>
              {recipient.email ?? 'The contact was deleted'}
            </p>
          )}
        </div>
        <CloseButton onClick={onClose} aria-label="Close" />
      </header>
      {recipient && !gone && <PersonFacts recipient={recipient} stepCount={campaign.stepCount} onDecide={onDecide} />}
      <div className="person-body">
        {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: again }} />}
        {gone && <p className="muted">This person is not in the campaign any more.</p>}
        {!line.value && !problem && !gone && <SkeletonRows label="Loading time line" />}
        {line.value && !gone && <PersonTimeline actions={line.value} />}
      </div>
      {recipient && !gone && <PersonActions campaign={campaign} recipient={recipient} onAsking={onAsking} onChanged={person.set} />}
    </section>
  )
}
