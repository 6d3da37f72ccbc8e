import { Button, SegmentedControl } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { SandboxStatus } from '../../../shared/schemas/host.ts'
import { useClock, useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { goTo } from '../../lib/browser/place.ts'
import { dayAndClock } from '../../lib/time/dates.ts'
import { Icon } from '../Icon.tsx'
import { ProblemNote } from '../ProblemNote.tsx'

const paces = [
  { label: 'Stand still', value: '0' },
  { label: 'Slow', value: '120' },
  { label: 'Fast', value: '1200' },
  { label: 'Faster', value: '3600' },
]

/** Above every page of the sandbox: that it is one, what its clock shows, and the way out. */
export function SandboxBar() {
  const desk = useDesk()
  return desk.place === 'sandbox' ? <Bar /> : null
}

function Bar() {
  const desk = useDesk()
  const { now, reading } = useClock()
  const action = useAction()
  const [path, navigate] = useLocation()
  const [status, setStatus] = useState<SandboxStatus | null>(null)
  useEffect(() => {
    void action.run(async () => setStatus(await desk.client.sandbox.status()))
  }, [desk, action.run])
  return (
    <section className="sandbox-bar" aria-label="Sandbox" data-testid="sandbox-bar">
      <Icon name="flask" />
      <p>
        <strong>Sandbox.</strong> Invented people; nothing leaves this machine.{' '}
        <span className="sandbox-clock">Its clock: {dayAndClock(now, reading)}</span>
      </p>
      <SegmentedControl
        size="xs"
        aria-label="How fast its clock runs"
        data={paces}
        value={String(status?.pace ?? 1200)}
        onChange={(pace) => void action.run(async () => setStatus(await desk.client.sandbox.setPace({ pace: Number(pace) })))}
      />
      <Button
        size="compact-sm"
        variant="default"
        onClick={() =>
          void action.run(async () => {
            const begun = await desk.client.sandbox.startOver()
            setStatus(begun)
            navigate(pathInNewSandbox(path, begun.campaignId))
            desk.connection.reconnect()
          })
        }
      >
        Start over
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => goTo('workspace', '/')}>
        Leave the sandbox
      </Button>
      {action.problem && <ProblemNote problem={action.problem} action={{ label: 'Dismiss', run: action.clear }} />}
    </section>
  )
}

/** A page of one thing shows what is no longer there; lists stay where they are. */
function pathInNewSandbox(path: string, campaignId: number | null): string {
  if (/^\/campaigns\/\d/.test(path)) return campaignId === null ? '/' : `/campaigns/${campaignId}/build/review`
  return path.startsWith('/inbox/') ? '/inbox' : path
}
