import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Mailbox, MailboxTest } from '../../../shared/schemas/mailboxes.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { Checks } from './connect/Checks.tsx'

const running = [
  { part: 'smtp', state: 'checking' },
  { part: 'imap', state: 'checking' },
] as const

/** Signs in with what is saved, says what came of it, and offers to go on where the mailbox had been stopped. */
export function TestDialog({ mailbox, onClose }: { mailbox: Mailbox; onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  const [result, setResult] = useState<MailboxTest | null>(null)
  const { id } = mailbox
  const { run } = action
  const test = () =>
    run(async () => {
      setResult(null)
      setResult(await desk.client.mailboxes.test({ id }))
      desk.mailboxes.touch()
    })
  useEffect(() => {
    void run(async () => {
      setResult(await desk.client.mailboxes.test({ id }))
      desk.mailboxes.touch()
    })
  }, [desk, id, run])
  const goOn = () =>
    run(async () => {
      await desk.client.mailboxes.resume({ id })
      desk.mailboxes.touch()
      onClose()
    })
  const stopped = mailbox.status === 'paused'
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        Close
      </Button>
      {result?.ok && stopped && (
        <ActionButton busy={action.busy} busyLabel="One moment" onClick={() => void goOn()}>
          Resume
        </ActionButton>
      )}
      {(action.problem || (result && !result.ok)) && (
        <ActionButton busy={action.busy} busyLabel="Signing in" onClick={() => void test()}>
          Test again
        </ActionButton>
      )}
    </>
  )
  return (
    <Dialog title={`Connection of ${mailbox.email}`} problem={action.problem} actions={actions} onClose={onClose}>
      {!action.problem && (
        <Checks checks={result ? result.checks.map((check) => ({ part: check.part, state: 'done', result: check })) : running} />
      )}
    </Dialog>
  )
}
