import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { Credits } from '../../../shared/schemas/workspace.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { counted, formatCount } from '../../lib/words/counts.ts'

/** Another number of credits a day; says what that means before it counts. */
export function PlanDialog({ credits, onClose }: { credits: Credits; onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  const [limit, setLimit] = useState<number | ''>(credits.limit)
  const wanted = limit === '' ? null : limit
  const save = async () => {
    if (wanted === null) return
    const done = await action.run(async () => desk.credits.set(await desk.client.credits.setLimit({ limit: wanted })))
    if (done) onClose()
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      {wanted !== null && wanted !== credits.limit && (
        <ActionButton busy={action.busy} busyLabel="Changing" onClick={() => void save()}>
          Change it to {counted(wanted, 'credit', 'credits')} a day
        </ActionButton>
      )}
    </>
  )
  return (
    <Dialog title="Change the plan" problem={action.problem} actions={actions} onClose={onClose}>
      <NumberInput
        label="Credits a day"
        description="1 for each message sent, 1 for each reply received"
        value={limit}
        min={0}
        max={1_000_000}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator
        data-autofocus
        onChange={(value) => setLimit(value === '' ? '' : Number(value))}
      />
      <p className="muted" aria-live="polite">
        {wordsFor(wanted, credits)}
      </p>
    </Dialog>
  )
}

function wordsFor(wanted: number | null, { limit, used, neededToday }: Credits): string {
  if (wanted === null) return 'Enter how many credits may be used on each day.'
  if (wanted === limit)
    return `It counts at once, also for today: ${formatCount(used)} are used, and today's plan still needs ${formatCount(neededToday)}.`
  if (wanted <= used)
    return `Today ${formatCount(used)} are used already, so nothing more is sent until midnight. Replies are still recorded.`
  return `It counts at once. Today ${formatCount(used)} are used, and today's plan still needs ${formatCount(neededToday)}.`
}
