import { Popover } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { EngineStatus } from '../../shared/schemas/workspace.ts'
import { useDesk } from '../desk-context.tsx'
import { counted } from '../lib/counts.ts'
import { engineHues } from '../lib/words.ts'
import { useAction } from '../use-action.ts'
import { ActionButton } from './ActionButton.tsx'
import { ProblemNote } from './ProblemNote.tsx'
import { When } from './When.tsx'

/** What the engine does now, in a few words; a click tells why. */
export function EnginePill() {
  const desk = useDesk()
  const status = useStore(desk.engine.store, (state) => state.value)
  const online = useStore(desk.connection.store, (state) => state.state === 'online')
  const [open, setOpen] = useState(false)
  if (!status) return null
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={400} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="pill" onClick={() => setOpen(!open)} data-testid="engine-pill">
          <span className={`pill-dot hue-${online ? engineHues[status.state] : 'quiet'}`} aria-hidden="true" />
          <span>
            {online ? status.text : 'Not connected'}
            {online && status.nextAt && (
              <>
                {' · '}
                {status.state === 'sending' && 'next '}
                <When at={status.nextAt} short />
              </>
            )}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown data-testid="why">
        <Why status={status} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Why({ status }: { status: EngineStatus }) {
  const desk = useDesk()
  const action = useAction()
  const pauseOrResume = () =>
    action.run(async () => desk.engine.set(status.paused ? await desk.client.engine.resume() : await desk.client.engine.pause()))
  return (
    <div className="why">
      <h2>{status.text}</h2>
      {status.reasons.length === 0 ? (
        <p className="muted">Nothing is held back.</p>
      ) : (
        <ul>
          {status.reasons.map((reason) => (
            <li key={`${reason.reason} ${reason.message}`}>
              <span>{reason.message}</span>
              <span className="muted">{counted(reason.count, 'message', 'messages')}</span>
              <span className="muted small">{reason.until ? <When at={reason.until} /> : 'Until you act'}</span>
            </li>
          ))}
        </ul>
      )}
      {action.problem && <ProblemNote problem={action.problem} />}
      <div className="actions">
        <ActionButton size="xs" variant="default" busy={action.busy} busyLabel="One moment" onClick={pauseOrResume}>
          {status.paused ? 'Resume sending' : 'Pause all sending'}
        </ActionButton>
      </div>
    </div>
  )
}
