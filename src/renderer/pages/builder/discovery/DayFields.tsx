import { NumberInput, SegmentedControl } from '@mantine/core'
import { useStore } from 'zustand'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { audiences } from '../../../lib/audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useDiscovery } from './use-discovery.ts'

/** How many a day, for how many days, and who goes first where the credits of a day do not do for all. */
export function DayFields() {
  const { id, hasEnded } = useBuilder()
  const { discovery, edit } = useDiscovery()
  const desk = useDesk()
  const others = useStore(desk.campaigns.store, ({ items }) =>
    items.some((one) => one.id !== id && audiences[one.audience].findsPeople && one.status !== 'completed' && one.status !== 'cancelled'),
  )
  const whole = { allowDecimal: false, allowNegative: false, clampBehavior: 'strict', hideControls: true, readOnly: hasEnded } as const
  return (
    <section aria-label="Each day" className="bd-discovery-part">
      <h2>Each day</h2>
      <div className="bd-discovery-row">
        <NumberInput
          {...whole}
          label="New people a day, at most"
          placeholder="as many as the credits allow"
          max={10_000}
          thousandSeparator
          value={discovery.perRun ?? ''}
          onChange={(value) => edit({ perRun: Number(value) >= 1 ? Number(value) : null })}
        />
        <NumberInput
          {...whole}
          label="Number of runs"
          max={365}
          value={discovery.runs}
          // An empty field is one that is being written.
          onChange={(value) => Number(value) >= 1 && edit({ runs: Number(value) })}
        />
      </div>
      {others && (
        <NumberInput
          {...whole}
          label="Share beside others"
          description="Other campaigns look for new people too. A share of 2 gets twice as many of a day’s credits as a share of 1"
          max={100}
          value={discovery.share}
          onChange={(value) => Number(value) >= 1 && edit({ share: Number(value) })}
        />
      )}
      <div className="bd-discovery-line">
        <p id="who-first">Credits of a day go first to</p>
        <SegmentedControl
          size="xs"
          aria-labelledby="who-first"
          readOnly={hasEnded}
          data={[
            { value: 'follow-ups', label: 'Follow-ups' },
            { value: 'new', label: 'New people' },
          ]}
          value={discovery.followUpsFirst ? 'follow-ups' : 'new'}
          onChange={(value) => edit({ followUpsFirst: value === 'follow-ups' })}
        />
      </div>
    </section>
  )
}
