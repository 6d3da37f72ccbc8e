import { Button } from '@mantine/core'
import type { Problem } from '../lib/words/problem.ts'
import { Icon } from './Icon.tsx'

interface Props {
  problem: Problem
  action?: { label: string; run: () => void }
}

/** What went wrong and what to do, where it went wrong. */
export function ProblemNote({ problem, action }: Props) {
  return (
    <div className="note" role="alert">
      <Icon name="alert" className="hue-needs" />
      <div>
        <p>{problem.message}</p>
        {problem.advice && <p className="muted">{problem.advice}</p>}
      </div>
      {action && (
        <Button size="compact-sm" variant="default" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  )
}
