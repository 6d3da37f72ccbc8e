import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import type { ThreadWithMessages } from '../../../shared/schemas/inbox.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useCommands } from '../../hooks/commands.tsx'
import { useClock, useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { instantInWords } from '../../lib/time/dates.ts'
import { snoozeChoices } from '../../lib/time/snooze.ts'
import { toasts } from '../../stores/toasts.ts'

type Change = Omit<Parameters<ReturnType<typeof useDesk>['client']['inbox']['update']>[0], 'id'>

interface Props {
  thread: ThreadWithMessages
  onChange(): void
  /** The conversation has left this view. */
  onLeave(): void
}

/** Done, interested, not now, snooze, unsubscribe: each by one key, each with its undo or a question. */
export function ThreadActions({ thread, onChange, onLeave }: Props) {
  const desk = useDesk()
  const { now, reading } = useClock()
  const action = useAction()
  const [asking, setAsking] = useState(false)
  const [snoozing, setSnoozing] = useState(false)
  const { id, name } = thread

  const change = (to: Change, said: string, back: Change, leaves: boolean) =>
    void action.run(async () => {
      await desk.client.inbox.update({ id, ...to })
      onChange()
      toasts.say(said, { action: { label: 'Undo', run: () => void desk.client.inbox.update({ id, ...back }).then(onChange) } })
      if (leaves) onLeave()
    })
  const wasState: Change =
    thread.state === 'snoozed' && thread.snoozedUntil !== null
      ? { state: 'snoozed', snoozedUntil: thread.snoozedUntil }
      : { state: thread.state }
  const done = () =>
    thread.state === 'done'
      ? change({ state: 'open' }, `${name} is open again`, wasState, false)
      : change({ state: 'done' }, `${name} is done`, wasState, true)
  const mark = (wanted: 'interested' | 'not_now') => {
    const to = thread.mark === wanted ? null : wanted
    const words = { interested: `${name} is marked interested`, not_now: `${name} is marked “not now”` }
    change({ mark: to }, to === null ? 'The mark is gone' : words[to], { mark: thread.mark }, false)
  }
  const snooze = (until: number) => {
    const instant = new Date(until).toISOString()
    setSnoozing(false)
    change(
      { state: 'snoozed', snoozedUntil: instant },
      `${name} comes back ${instantInWords(instant, now, reading)}, or when they write`,
      wasState,
      true,
    )
  }

  useCommands([
    { id: 'done', title: thread.state === 'done' ? 'Open again' : 'Mark as done', group: 'Inbox', keys: 'e', run: done },
    { id: 'interested', title: 'Mark as interested', group: 'Inbox', keys: 'i', run: () => mark('interested') },
    { id: 'not now', title: 'Mark as not now', group: 'Inbox', keys: 'n', run: () => mark('not_now') },
    { id: 'snooze', title: 'Snooze', group: 'Inbox', keys: 's', run: () => setSnoozing(true) },
    { id: 'unsubscribe', title: 'Never contact again', group: 'Inbox', keys: 'u', run: () => !thread.suppressed && setAsking(true) },
  ])
  return (
    <div className="thread-actions">
      <Button size="compact-sm" variant="default" leftSection={<Icon name="check" />} onClick={done}>
        {thread.state === 'done' ? 'Open again' : 'Done'}
      </Button>
      <Button
        size="compact-sm"
        variant={thread.mark === 'interested' ? 'light' : 'default'}
        aria-pressed={thread.mark === 'interested'}
        leftSection={<Icon name="star" />}
        onClick={() => mark('interested')}
      >
        Interested
      </Button>
      <Button
        size="compact-sm"
        variant={thread.mark === 'not_now' ? 'light' : 'default'}
        aria-pressed={thread.mark === 'not_now'}
        onClick={() => mark('not_now')}
      >
        Not now
      </Button>
      <Menu opened={snoozing} onChange={setSnoozing} position="bottom-end" transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<Icon name="snooze" />}>
            Snooze
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {snoozeChoices(now, reading.zone).map(({ word, until }) => (
            <Menu.Item key={word} onClick={() => snooze(until)}>
              {word} <span className="muted small">{instantInWords(new Date(until).toISOString(), now, reading)}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {!thread.suppressed && (
        <Button size="compact-sm" variant="default" leftSection={<Icon name="stop" />} onClick={() => setAsking(true)}>
          Unsubscribe
        </Button>
      )}
      {action.problem && <ProblemNote problem={action.problem} action={{ label: 'Dismiss', run: action.clear }} />}
      {asking && <Unsubscribe thread={thread} onChange={onChange} onClose={() => setAsking(false)} />}
    </div>
  )
}

function Unsubscribe({ thread, onChange, onClose }: Omit<Props, 'onLeave'> & { onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  const unsubscribe = () =>
    void action.run(async () => {
      await desk.client.inbox.unsubscribe({ id: thread.id })
      onChange()
      onClose()
    })
  return (
    <Dialog
      title={`Never contact ${thread.name} again?`}
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <ActionButton busy={action.busy} busyLabel="One moment" onClick={unsubscribe}>
            Never contact again
          </ActionButton>
        </>
      }
    >
      <p>{thread.email} is put on the list of addresses that no campaign writes to, now or later. What is planned for them is cancelled.</p>
    </Dialog>
  )
}
