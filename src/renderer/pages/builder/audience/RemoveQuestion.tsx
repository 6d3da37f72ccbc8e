import { Button } from '@mantine/core'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Dialog } from '../../../components/Dialog.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { useBuilder } from '../draft/builder-context.tsx'

/** In a campaign that was activated this cannot be taken back. */
export function RemoveQuestion({ name, onRemove, onClose }: { name: string; onRemove(): Promise<void>; onClose(): void }) {
  const { campaign } = useBuilder()
  const action = useAction()
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        Cancel
      </Button>
      <ActionButton busy={action.busy} busyLabel="One moment" onClick={() => void action.run(onRemove)}>
        Take them out
      </ActionButton>
    </>
  )
  return (
    <Dialog title={`Take ${name} out of “${campaign.name}”`} problem={action.problem} actions={actions} onClose={onClose}>
      <p>Nothing more is sent to them by this campaign, and they cannot be added to it again.</p>
    </Dialog>
  )
}
