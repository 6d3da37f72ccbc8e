import './credits.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { Page } from '../../components/frame/Page.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { repliesInWords } from '../../lib/credits/words.ts'
import { formatCount } from '../../lib/words/counts.ts'
import { DayBars } from './DayBars.tsx'
import { Ledger } from './Ledger.tsx'
import { PlanDialog } from './PlanDialog.tsx'
import { touchesLedger } from './touches-ledger.ts'

/** Today's credits, what was used on each day, and every single credit with what it was for. */
export default function CreditsPage() {
  const desk = useDesk()
  const { value: credits, problem } = useStore(desk.credits.store)
  const [day, setDay] = useState<string | null>(null)
  const [changing, setChanging] = useState(false)
  const days = useLiveValue('days', () => desk.client.credits.days({ days: 30 }), touchesLedger)
  return (
    <Page title="Credits">
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: desk.credits.touch }} />}
      <section className="panel panel-whole" aria-label="Today" style={{ flex: 'none' }}>
        {credits ? (
          <div className="credit-head">
            <dl className="credit-numbers" data-testid="credit-numbers">
              <Figure word="Used today" value={formatCount(credits.used)} />
              <Figure
                word="Left today"
                value={formatCount(credits.left)}
                note={credits.inFlight > 0 ? `${credits.inFlight} on their way` : ''}
              />
              <Figure
                word="Today's plan still needs"
                value={formatCount(credits.neededToday)}
                note={credits.repliesExpected > 0 ? repliesInWords(credits).toLowerCase() : ''}
              />
              <Figure word="Plan" value={formatCount(credits.limit)} note="a day" />
              <div>
                <dt>Resets</dt>
                <dd>
                  <When at={credits.resetsAt} />
                  <span className="muted small"> · nothing is carried over</span>
                </dd>
              </div>
            </dl>
            <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
              Change the plan
            </Button>
          </div>
        ) : (
          !problem && <SkeletonRows label="Loading credits" />
        )}
      </section>
      {days.problem && <ProblemNote problem={days.problem} action={{ label: 'Try again', run: days.touch }} />}
      {days.value && <DayBars days={days.value} chosen={day} onChoose={setDay} />}
      <Ledger day={day} />
      {changing && credits && <PlanDialog credits={credits} onClose={() => setChanging(false)} />}
    </Page>
  )
}

function Figure({ word, value, note = '' }: { word: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        {value} {note && <span className="muted small">{note}</span>}
      </dd>
    </div>
  )
}
