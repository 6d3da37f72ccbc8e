import { Button } from '@mantine/core'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Dialog } from '../../../components/Dialog.tsx'
import { counted } from '../../../lib/words/counts.ts'
import type { Problem } from '../../../lib/words/problem.ts'
import { useBuilder } from '../draft/builder-context.tsx'

interface Props {
  count: number
  busy: boolean
  problem: Problem | null
  onAdd(): void
  onClose(): void
}

/** Whoever enters a campaign that was activated is written to: that is asked with the number. */
export function AddQuestion({ count, busy, problem, onAdd, onClose }: Props) {
  const { campaign } = useBuilder()
  const people = counted(count, 'person', 'people')
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        Cancel
      </Button>
      <ActionButton busy={busy} busyLabel="Adding" onClick={onAdd}>
        Add {people}
      </ActionButton>
    </>
  )
  return (
    <Dialog title={`Add ${people} to “${campaign.name}”`} problem={problem} actions={actions} onClose={onClose}>
      <p>
        {campaign.status === 'paused'
          ? 'The campaign is paused. Once it goes on, they get its messages.'
          : 'The campaign is running: they get its messages from the next possible time on.'}{' '}
        Whoever must never be contacted, or is in already, is left out.
      </p>
    </Dialog>
  )
}
