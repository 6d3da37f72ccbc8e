import { NumberInput, Textarea, TextInput } from '@mantine/core'
import { useStore } from 'zustand'
import type { Mailbox } from '../../../shared/schemas/mailboxes.ts'
import { SaveButtons } from '../../components/forms/SaveButtons.tsx'
import { useChanges } from '../../components/forms/use-changes.ts'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { toasts } from '../../stores/toasts.ts'

type Form = Pick<Mailbox, 'senderName' | 'signature' | 'postalAddress' | 'dailyCap' | 'gapSeconds' | 'gapJitterSeconds'>

/** How its messages look, and how fast they leave. */
export function MailboxForm({ mailbox }: { mailbox: Mailbox }) {
  const desk = useDesk()
  const action = useAction()
  const workspace = useStore(desk.workspace.store, (state) => state.value)
  const { changed, isChanged, set, takeBack, saved } = useChanges<Form>()
  const form: Form = { ...mailbox, ...changed }
  const save = async () => {
    const done = await action.run(async () => {
      await desk.client.mailboxes.update({ id: mailbox.id, ...changed })
      desk.mailboxes.touch()
    })
    if (!done) return
    saved(changed)
    toasts.say('Saved.', { hue: 'good' })
  }
  return (
    <section className="setup-card" aria-labelledby="messages-title">
      <h2 id="messages-title">Messages</h2>
      <form
        className="setup-card-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div className="form-columns">
          <TextInput
            label="Sender name"
            value={form.senderName}
            maxLength={200}
            onChange={(event) => set({ senderName: event.currentTarget.value })}
          />
          <NumberInput
            label="Messages a day, at most"
            value={form.dailyCap}
            min={1}
            max={10_000}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => set({ dailyCap: Number(value) || 1 })}
          />
          <NumberInput
            label="Pause between two messages, on average"
            suffix=" s"
            value={form.gapSeconds}
            min={0}
            max={86_400}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => set({ gapSeconds: Number(value) || 0 })}
          />
          <NumberInput
            label="Spread by chance over"
            suffix=" s"
            value={form.gapJitterSeconds}
            min={0}
            max={86_400}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => set({ gapJitterSeconds: Number(value) || 0 })}
          />
        </div>
        <div className="form-columns">
          <Textarea
            label="Signature"
            autosize
            minRows={3}
            maxRows={8}
            value={form.signature}
            maxLength={5000}
            onChange={(event) => set({ signature: event.currentTarget.value })}
          />
          <Textarea
            label="Postal address"
            description="Empty: that of the workspace"
            placeholder={workspace?.postalAddress}
            autosize
            minRows={3}
            maxRows={8}
            value={form.postalAddress}
            maxLength={500}
            onChange={(event) => set({ postalAddress: event.currentTarget.value })}
          />
        </div>
        {action.problem && <ProblemNote problem={action.problem} />}
        {isChanged && (
          <div className="actions">
            <SaveButtons busy={action.busy} onTakeBack={takeBack} />
          </div>
        )}
      </form>
    </section>
  )
}
