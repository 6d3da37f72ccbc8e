import { Button } from '@mantine/core'
import { useLocation } from 'wouter'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Dialog } from '../../../components/Dialog.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { toasts } from '../../../stores/toasts.ts'
import { useBuilder } from '../draft/builder-context.tsx'

interface Props {
  title: string
  /** What happens, to how many, from when: sentences. */
  words: string
  onClose(): void
}

/** The last question before messages leave. What it says is the audience's. */
export function ActivateQuestion({ title, words, onClose }: Props) {
  const { id, campaign, draft } = useBuilder()
  const desk = useDesk()
  const [, navigate] = useLocation()
  const action = useAction()

  async function activate(): Promise<void> {
    const done = await action.run(async () => {
      await draft.autosave.flush()
      if (draft.autosave.store.getState().unsaved.size > 0) throw unsaved()
      desk.campaigns.patch(id, await desk.client.campaigns.activate({ id }))
    })
    if (!done) return
    toasts.say(`“${campaign.name}” is activated.`, { hue: 'good' })
    navigate(`/campaigns/${id}`)
  }

  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <ActionButton busy={action.busy} busyLabel="Activating" onClick={() => void activate()} data-autofocus>
        Activate
      </ActionButton>
    </>
  )
  return (
    <Dialog title={title} problem={action.problem} actions={actions} onClose={onClose}>
      <p>
        “{campaign.name}”: {words} Whoever answers gets no further message. You can pause it at any time.
      </p>
    </Dialog>
  )
}

/** Shown as an answer of the engine is: what happened, what to do. */
function unsaved(): Error {
  return Object.assign(new Error('Not all that you typed is saved, so nothing was activated.'), {
    code: 'CONFLICT',
    status: 409,
    data: { advice: 'Go back to the step that is marked, and correct it.' },
  })
}
