import './simulation.css'
import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import type { Simulation } from '../../../shared/schemas/runs.ts'
import { finishInWords } from '../../lib/runs/simulation.ts'
import { counted, formatCount, formatDecimal } from '../../lib/words/counts.ts'
import { Dialog } from '../Dialog.tsx'
import { ProblemNote } from '../ProblemNote.tsx'
import { SimulationPicture } from './SimulationPicture.tsx'
import { useSimulation } from './use-simulation.ts'

interface Props {
  campaignId: number
  days: number
  onClose(): void
}

/** The contract simulates no more. */
const mostDays = 90

/** What the next weeks would bring, by the engine itself on a copy of the campaign. Leaving it stops it. */
export default function SimulateDialog({ campaignId, days: asked, onClose }: Props) {
  const [days, setDays] = useState(asked)
  const { simulation, problem, again } = useSimulation(campaignId, days)
  const done = simulation?.state === 'done'
  const failed = simulation?.state === 'failed' || simulation?.state === 'cancelled'
  const goesOn = done && simulation.finishesOn === null && days < mostDays
  const actions = (
    <>
      {goesOn && (
        <Button variant="default" onClick={() => setDays(mostDays)}>
          Simulate {mostDays} days
        </Button>
      )}
      <Button variant="default" onClick={onClose} data-autofocus>
        {done || failed || problem ? 'Close' : 'Cancel'}
      </Button>
    </>
  )
  return (
    <Dialog title={`The next ${days} days, simulated`} size={720} actions={actions} onClose={onClose}>
      {/* What the campaign lacks stays lacking, however often it is tried. */}
      {problem && (
        <ProblemNote problem={problem} action={problem.code === 'PRECONDITION_FAILED' ? undefined : { label: 'Try again', run: again }} />
      )}
      {failed && (
        <ProblemNote
          problem={{ code: 'SIMULATION', message: simulation.message || 'The simulation was stopped.', advice: '' }}
          action={{ label: 'Try again', run: again }}
        />
      )}
      {!problem && !failed && !done && <Running simulation={simulation} days={days} />}
      {done && <Result simulation={simulation} />}
    </Dialog>
  )
}

function Running({ simulation, days }: { simulation: Simulation | null; days: number }) {
  const percent = Math.round((simulation?.progress ?? 0) * 100)
  const through = simulation?.days.length ?? 0
  return (
    <div className="simulation-running" role="status">
      <p>
        The engine runs through {counted(days, 'day', 'days')} with invented people and a clock of its own. Nobody is asked, and nothing is
        sent.
      </p>
      <Progress value={percent} size={6} radius="xl" aria-label="Simulated so far" />
      <p className="muted small">
        {through > 0 ? `Day ${formatCount(through)} of ${formatCount(days)}` : 'Making the copy'} · {percent}%
      </p>
    </div>
  )
}

function Result({ simulation }: { simulation: Simulation }) {
  const { sent, replies, creditsUsed, providerCredits, days, message } = simulation
  const found = days.reduce((sum, day) => sum + day.found, 0)
  const emails = days.reduce((sum, day) => sum + day.emailsFound, 0)
  return (
    <div className="simulation">
      <p>
        <strong>{finishInWords(simulation)}</strong>
      </p>
      {message !== '' && <p>{message}</p>}
      <dl className="simulation-figures">
        <Figure word="People found" value={found} note={`${formatCount(emails)} with an address`} />
        <Figure word="Messages" value={sent} />
        <Figure word="Replies" value={replies} />
        <Figure word="Credits" value={creditsUsed} />
        {providerCredits !== null && <Figure word="Influencers Club" value={providerCredits} note="of its credits" />}
      </dl>
      <SimulationPicture simulation={simulation} />
      <p className="muted small">
        People and answers are invented: about 4.5% of them answer, a third of those only to a second message. Yours will answer more or
        less often. What is planned, the pauses, the caps and the credits are as in your campaign.
      </p>
    </div>
  )
}

function Figure({ word, value, note }: { word: string; value: number; note?: string }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        {formatDecimal(value)} {note && <span className="muted small">{note}</span>}
      </dd>
    </div>
  )
}
