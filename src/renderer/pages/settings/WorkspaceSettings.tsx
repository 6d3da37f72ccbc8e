import { NumberInput, Textarea, TextInput } from '@mantine/core'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { Workspace } from '../../../shared/schemas/workspace.ts'
import { SaveButtons } from '../../components/forms/SaveButtons.tsx'
import { useChanges } from '../../components/forms/use-changes.ts'
import { ZoneSelect } from '../../components/forms/ZoneSelect.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { toasts } from '../../stores/toasts.ts'

type Form = Pick<Workspace, 'name' | 'zone' | 'postalAddress' | 'dailyCredits' | 'leaveOutDays'>

export function WorkspaceSettings() {
  const desk = useDesk()
  const { value, problem } = useStore(desk.workspace.store)
  if (value) return <WorkspaceForm workspace={value} />
  if (problem) return <ProblemNote problem={problem} action={{ label: 'Try again', run: desk.workspace.touch }} />
  return <SkeletonRows label="Loading the workspace" />
}

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const desk = useDesk()
  const action = useAction()
  const { changed, isChanged, set, takeBack, saved } = useChanges<Form>()
  const form: Form = { ...workspace, ...changed }
  const save = async () => {
    const done = await action.run(async () => {
      desk.workspace.set(await desk.client.workspace.update(changed))
      desk.credits.touch()
    })
    if (!done) return
    saved(changed)
    toasts.say('Saved.', { hue: 'good' })
  }
  return (
    <form
      className="settings-card"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextInput
        label="Name"
        description="Of the client whose campaigns these are"
        value={form.name}
        required
        maxLength={200}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <ZoneSelect
        description="Days of credits and of mailboxes begin and end by it. Each campaign has a zone of its own."
        value={form.zone}
        nothingFoundMessage="No zone is called so"
        onChange={(zone) => set({ zone })}
      />
      <Textarea
        label="Postal address"
        description="Stands below every message. US law (CAN-SPAM) wants one in every commercial message; a mailbox may have its own."
        autosize
        minRows={2}
        maxRows={6}
        value={form.postalAddress}
        maxLength={500}
        onChange={(event) => set({ postalAddress: event.currentTarget.value })}
      />
      <NumberInput
        label="Credits a day"
        description={
          <>
            1 for each message sent, 1 for each reply received. <Link href="/credits">Where they went</Link>
          </>
        }
        value={form.dailyCredits}
        min={0}
        max={1_000_000}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator
        onChange={(value) => set({ dailyCredits: Number(value) || 0 })}
      />
      <NumberInput
        label="Leave out people whom any campaign wrote to within so many days"
        description="For campaigns with new people every day. Empty: nobody is left out for that"
        placeholder="nobody"
        value={form.leaveOutDays ?? ''}
        min={1}
        max={3650}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        suffix=" days"
        onChange={(value) => set({ leaveOutDays: Number(value) >= 1 ? Number(value) : null })}
      />
      {action.problem && <ProblemNote problem={action.problem} />}
      {isChanged && (
        <div className="actions">
          <SaveButtons busy={action.busy} onTakeBack={takeBack} />
        </div>
      )}
    </form>
  )
}
