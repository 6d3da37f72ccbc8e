import type { Simulation } from '../../../shared/schemas/runs.ts'
import { useClock } from '../../hooks/desk-context.tsx'
import { columnsOf, simulationInWords } from '../../lib/runs/simulation.ts'
import { dayInWords, dayInZone } from '../../lib/time/days.ts'
import { formatCount } from '../../lib/words/counts.ts'

const width = 640
const height = 140

/** Sends, replies and credits by day, side by side; the same as a table below, for whoever wants the numbers. */
export function SimulationPicture({ simulation }: { simulation: Simulation }) {
  const { now, reading } = useClock()
  const today = dayInZone(now, reading.zone)
  const columns = columnsOf(simulation.days)
  const first = simulation.days[0]
  const last = simulation.days.at(-1)
  if (!first || !last) return <p className="muted">Nothing happened on these days.</p>
  return (
    <figure className="simulation-picture">
      <ul className="simulation-keys small muted" aria-hidden="true">
        <li>
          <span className="simulation-key simulation-sent" /> sent
        </li>
        <li>
          <span className="simulation-key simulation-replies" /> replies
        </li>
        <li>
          <span className="simulation-key simulation-credits" /> credits
        </li>
      </ul>
      <svg role="img" aria-label={simulationInWords(simulation)} viewBox={`0 0 ${width} ${height}`}>
        {columns.map(({ day, x, width: part, sent, replies, credits }) => {
          const left = x * width
          const room = Math.min(24, part * width - 2)
          return (
            <g key={day.day}>
              <title>{dayTold(day, dayInWords(day.day, today))}</title>
              <rect className="simulation-room" x={left} y="0" width={part * width} height={height} />
              <Bar kind="sent" x={left} width={room * 0.62} part={sent} />
              <Bar kind="replies" x={left + room * 0.66} width={room * 0.34} part={replies} />
              {credits > 0 && (
                <rect className="simulation-credits" x={left} y={height - 1 - credits * (height - 8) - 2} width={room} height="2" rx="1" />
              )}
            </g>
          )
        })}
        <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
      </svg>
      <figcaption className="simulation-ends small muted">
        <span>{dayInWords(first.day, today)}</span>
        <span>{dayInWords(last.day, today)}</span>
      </figcaption>
      <details>
        <summary className="small">Day by day in numbers</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
        <section className="simulation-table" aria-label="Day by day in numbers" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                {['Day', 'Found', 'Addresses', 'Sent', 'Replies', 'Bounces', 'Credits'].map((word, index) => (
                  <th key={word} scope="col" className={index > 0 ? 'number' : undefined}>
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {simulation.days.map((day) => (
                <tr key={day.day}>
                  <th scope="row">{dayInWords(day.day, today)}</th>
                  {[day.found, day.emailsFound, day.sent, day.replies, day.bounces, day.creditsUsed].map((count, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the place is the column
                    <td key={index} className={count === 0 ? 'number zero' : 'number'}>
                      {formatCount(count)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  )
}

function Bar({ kind, x, width: wide, part }: { kind: string; x: number; width: number; part: number }) {
  if (part <= 0) return null
  const high = Math.max(2, part * (height - 8))
  return <rect className={`simulation-${kind}`} x={x} y={height - 1 - high} width={wide} height={high} rx="1.5" />
}

function dayTold({ sent, replies, creditsUsed }: Simulation['days'][number], day: string): string {
  return `${day}: ${formatCount(sent)} sent, ${formatCount(replies)} replies, ${formatCount(creditsUsed)} credits`
}
