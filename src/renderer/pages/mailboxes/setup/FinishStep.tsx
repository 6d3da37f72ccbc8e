import { Button, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { Mailbox } from '../../../../shared/schemas/mailboxes.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { nameFromAddress } from '../../../lib/mailboxes/words.ts'
import { toasts } from '../../../stores/toasts.ts'

/** The mailbox is saved and works; what is left is how its messages look, with defaults that do. */
export function FinishStep({ mailbox, limits }: { mailbox: Mailbox; limits: string }) {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const workspace = useStore(desk.workspace.store, (state) => state.value)
  const saving = useAction()
  const testing = useAction()
  const [told, setTold] = useState<{ ok: boolean; message: string } | null>(null)
  const [form, setForm] = useState({
    senderName: mailbox.senderName || nameFromAddress(mailbox.email),
    dailyCap: mailbox.dailyCap,
    signature: mailbox.signature,
    postalAddress: mailbox.postalAddress,
  })
  const save = async () => {
    await desk.client.mailboxes.update({ id: mailbox.id, ...form })
    desk.mailboxes.touch()
  }
  const finish = async () => {
    if (!(await saving.run(save))) return
    const guided = workspace !== null && !workspace.guideDone
    toasts.say(`${mailbox.email} is ready to send.`, {
      hue: 'good',
      ...(guided && { action: { label: 'Next step', run: () => navigate('/') }, seconds: 12 }),
    })
    navigate('/mailboxes')
  }
  const test = () =>
    testing.run(async () => {
      setTold(null)
      await save()
      setTold(await desk.client.mailboxes.mailToSelf({ id: mailbox.id }))
    })
  return (
    <section className="setup-card" aria-labelledby="finish-title">
      <h2 id="finish-title" className="steps-done">
        <Icon name="check" className="hue-good" /> {mailbox.email} is connected
      </h2>
      <form
        className="setup-card-form"
        onSubmit={(event) => {
          event.preventDefault()
          void finish()
        }}
      >
        <div className="form-columns">
          <TextInput
            label="Sender name"
            description="What people see beside the address"
            value={form.senderName}
            maxLength={200}
            autoFocus
            onChange={(event) => setForm({ ...form, senderName: event.currentTarget.value })}
          />
          <NumberInput
            label="Messages a day, at most"
            description="50 is a careful start for mail to strangers"
            value={form.dailyCap}
            min={1}
            max={10_000}
            allowDecimal={false}
            allowNegative={false}
            onChange={(cap) => setForm({ ...form, dailyCap: Number(cap) || 1 })}
          />
        </div>
        {limits && <p className="muted small">{limits}</p>}
        <div className="form-columns">
          <Textarea
            label="Signature"
            description="Stands at the end of each message"
            autosize
            minRows={3}
            maxRows={6}
            value={form.signature}
            maxLength={5000}
            onChange={(event) => setForm({ ...form, signature: event.currentTarget.value })}
          />
          <Textarea
            label="Postal address"
            description="CAN-SPAM (US) wants one in commercial messages"
            autosize
            minRows={3}
            maxRows={6}
            value={form.postalAddress}
            maxLength={500}
            placeholder={workspace?.postalAddress}
            onChange={(event) => setForm({ ...form, postalAddress: event.currentTarget.value })}
          />
        </div>
        {told && (
          <output className="badge">
            <Icon name={told.ok ? 'check' : 'alert'} className={told.ok ? 'hue-good' : 'hue-needs'} />
            <span>{told.message}</span>
          </output>
        )}
        {saving.problem && <ProblemNote problem={saving.problem} />}
        {testing.problem && <ProblemNote problem={testing.problem} />}
        <div className="actions">
          <ActionButton variant="default" busy={testing.busy} busyLabel="Sending" onClick={() => void test()}>
            Send yourself a test
          </ActionButton>
          <Button type="submit">{saving.busy ? 'Saving' : 'Finish'}</Button>
        </div>
      </form>
    </section>
  )
}
