import { Progress, Skeleton } from '@mantine/core'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { Credits } from '../../../shared/schemas/workspace.ts'
import { useClock, useDesk } from '../../hooks/desk-context.tsx'
import { planInWords, repliesInWords } from '../../lib/credits/words.ts'
import { fullInstant, instantInWords } from '../../lib/time/dates.ts'
import { formatCount, percentUsed } from '../../lib/words/counts.ts'

/** Never hidden: used, left, what today's plan still needs, and when it resets. */
export function CreditMeter() {
  const desk = useDesk()
  const credits = useStore(desk.credits.store, (state) => state.value)
  return (
    <section className="meter" aria-label="Credits today">
      {credits ? (
        <Link href="/credits" className="meter-link">
          <Meter credits={credits} />
          <span className="visually-hidden">Open the ledger</span>
        </Link>
      ) : (
        <Skeleton height={64} radius="xs" />
      )}
    </section>
  )
}

function Meter({ credits }: { credits: Credits }) {
  const { now, reading } = useClock()
  // The day of credits ends in the zone that they are counted in.
  const day = { ...reading, zone: credits.zone }
  const usedUp = credits.left === 0
  return (
    <>
      <div className="meter-figures">
        <span>
          <strong data-testid="credits-used">{formatCount(credits.used)}</strong> / {formatCount(credits.limit)}
        </span>
        <span className="muted small">credits</span>
      </div>
      <Progress
        value={percentUsed(credits.used, credits.limit)}
        size={6}
        radius="xl"
        color={usedUp ? 'var(--needs)' : undefined}
        aria-label={`${credits.used} of ${credits.limit} credits used`}
      />
      <div className="meter-lines small muted">
        <span>{usedUp ? 'Used up for today' : `${formatCount(credits.left)} left today`}</span>
        <span>{planInWords(credits)}</span>
        {credits.repliesExpected > 0 && <span>{repliesInWords(credits)}</span>}
        <span title={fullInstant(credits.resetsAt, day)}>Resets {instantInWords(credits.resetsAt, now, day)}</span>
      </div>
    </>
  )
}
