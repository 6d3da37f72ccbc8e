import { Button, SegmentedControl } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { SandboxStatus } from '../../../shared/schemas/host.ts'
import { useClock, useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { goTo } from '../../lib/browser/place.ts'
import { dayAndClock } from '../../lib/time/dates.ts'
import type { Desk } from '../../stores/desk.ts'
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
  const { status, problem, change, choosePace } = useSandbox(desk)
  const [path, navigate] = useLocation()
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
        onChange={(pace) => choosePace(Number(pace))}
      />
      <Button
        size="compact-sm"
        variant="default"
        onClick={() =>
          void action.run(async () => {
            const begun = await desk.client.sandbox.startOver()
            change(begun)
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
      {problem?.problem && <ProblemNote problem={problem.problem} action={{ label: 'Dismiss', run: problem.clear }} />}
    </section>
  )
}

/**
 * The sandbox as it was last said to be. Reading it and choosing a pace each go their own way: no press is lost because
 * something else is under way, and of several paces the last one holds.
 */
function useSandbox(desk: Desk) {
  const loading = useAction()
  const pacing = useAction()
  const [status, setStatus] = useState<SandboxStatus | null>(null)
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    // What was chosen meanwhile is newer than what is read.
    void loading.run(async () => {
      const read = await desk.client.sandbox.status()
      setStatus((known) => known ?? read)
    })
  }, [desk, loading.run])

  function choosePace(pace: number): void {
    wanted.current = pace
    void pacing.run(async () => {
      for (let next = wanted.current; next !== null; next = wanted.current) {
        wanted.current = null
        setStatus(await desk.client.sandbox.setPace({ pace: next }))
      }
    })
  }

  return { status, change: setStatus, choosePace, problem: [pacing, loading].find(({ problem }) => problem !== null) }
}

/** A page of one thing shows what is no longer there; lists stay where they are. */
function pathInNewSandbox(path: string, campaignId: number | null): string {
  if (/^\/campaigns\/\d/.test(path)) return campaignId === null ? '/' : `/campaigns/${campaignId}/build/review`
  return path.startsWith('/inbox/') ? '/inbox' : path
}
