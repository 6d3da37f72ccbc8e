import { useState } from 'react'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import { useBuilder } from '../draft/builder-context.tsx'

/** How long after the step before (the first: after entering) a step comes; typed where it stands. */
export function WaitField({ step }: { step: Step }) {
  const { draft, hasEnded } = useBuilder()
  const first = step.position === 1
  return (
    <fieldset
      className="bd-wait"
      aria-label={first ? 'Wait before the first message' : `Wait before step ${step.position}`}
      disabled={hasEnded}
    >
      <span>{first ? 'Starts after' : 'Wait'}</span>
      <NumberField label="days" max={365} value={step.delayDays} onChange={(delayDays) => draft.editStep(step.id, { delayDays })} />
      <span>d</span>
      <NumberField label="hours" max={23} value={step.delayHours} onChange={(delayHours) => draft.editStep(step.id, { delayHours })} />
      <span>h</span>
    </fieldset>
  )
}

interface NumberProps {
  label: string
  max: number
  value: number
  onChange(value: number): void
}

/** A small number. While it is empty, nothing is changed; what is too much becomes the most. */
function NumberField({ label, max, value, onChange }: NumberProps) {
  /** What is being typed; null while it is not. */
  const [typed, setTyped] = useState<string | null>(null)
  const take = (next: number) => {
    setTyped(String(next))
    onChange(next)
  }
  return (
    <input
      className="bd-wait-number"
      inputMode="numeric"
      aria-label={label}
      value={typed ?? String(value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => setTyped(null)}
      onKeyDown={(event) => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[event.key]
        if (by === undefined) return
        event.preventDefault()
        take(Math.max(0, Math.min(max, value + by)))
      }}
      onChange={(event) => {
        const digits = event.currentTarget.value.replace(/\D/g, '').slice(0, 3)
        if (digits === '') setTyped('')
        else take(Math.min(max, Number(digits)))
      }}
    />
  )
}
