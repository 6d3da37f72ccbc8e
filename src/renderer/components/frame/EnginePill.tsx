import { Popover } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { EngineStatus } from '../../../shared/schemas/workspace.ts'
import { useCommands } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import type { Hue } from '../../lib/words/status.ts'
import { When } from '../When.tsx'
import { Why } from './Why.tsx'

const engineHues: Record<EngineStatus['state'], Hue> = {
  sending: 'good',
  waiting: 'waiting',
  idle: 'quiet',
  paused: 'waiting',
  needs_you: 'needs',
}

/** What the engine does now, in a few words; a click tells why. */
export function EnginePill() {
  const desk = useDesk()
  const status = useStore(desk.engine.store, (state) => state.value)
  const online = useStore(desk.connection.store, (state) => state.state === 'online')
  const [open, setOpen] = useState(false)
  useCommands([{ id: 'why', title: 'Show why messages wait', group: 'General', keys: 'w', run: () => setOpen(true) }])
  if (!status) return null
  const { needs } = status
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={420} shadow="md" trapFocus returnFocus>
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
          {online && needs > 0 && (
            <span className="pill-needs">
              {needs > 99 ? '99+' : needs} {needs === 1 ? 'needs' : 'need'} you
            </span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown data-testid="why" aria-label="Why messages wait">
        <Why status={status} onLeave={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
