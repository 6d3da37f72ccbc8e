import { Textarea } from '@mantine/core'
import { useRef } from 'react'
import type { ThreadWithMessages } from '../../../shared/schemas/inbox.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { isMac, keysInWords, useCommands } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useAnswerDraft } from './use-answer-draft.ts'

/** Where words go that were taken back, and the focus with them. */
export const composerId = 'inbox-answer'

/** The answer by hand. What was begun is kept with the conversation; ten seconds after sending it leaves. */
export function Composer({ thread, onSent }: { thread: ThreadWithMessages; onSent(thread: ThreadWithMessages): void }) {
  const desk = useDesk()
  const action = useAction()
  const input = useRef<HTMLTextAreaElement>(null)
  const { id } = thread
  const { body, type, handOver } = useAnswerDraft(thread.draft, (draft) => desk.client.inbox.update({ id, draft }))

  const send = () =>
    void action.run(async () => {
      if (body.trim() === '') return
      await handOver(async (words) => onSent(await desk.client.inbox.answer({ id, body: words })))
    })
  useCommands([{ id: 'answer', title: `Answer ${thread.name}`, group: 'Inbox', keys: 'r', run: () => input.current?.focus() }])

  if (thread.suppressed) {
    return <p className="composer muted">{thread.name} asked not to be contacted again, so there is no answer from here.</p>
  }
  return (
    <div className="composer">
      {action.problem && <ProblemNote problem={action.problem} action={{ label: 'Dismiss', run: action.clear }} />}
      <Textarea
        ref={input}
        id={composerId}
        aria-label={`Your answer to ${thread.name}`}
        placeholder={`Answer ${thread.name}. ${keysInWords('mod+enter', isMac)} sends it.`}
        autosize
        minRows={3}
        maxRows={12}
        value={body}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
            event.preventDefault()
            send()
          }
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <div className="composer-foot">
        <span className="muted small">
          {thread.answersTo !== thread.writesFrom && `They wrote from ${thread.writesFrom} and ask for answers at ${thread.answersTo}. `}
          {desk.place === 'sandbox'
            ? `To ${thread.answersTo}, from ${thread.mailboxEmail}. The sandbox's clock runs fast: it leaves at once.`
            : `To ${thread.answersTo}, from ${thread.mailboxEmail}, with its signature. It leaves after ten seconds; until then you can take it back. Costs 1 credit.`}
        </span>
        <ActionButton busy={action.busy} busyLabel="Handing over" onClick={send} disabled={body.trim() === ''}>
          Send
        </ActionButton>
      </div>
    </div>
  )
}
