import { useEffect, useRef } from 'react'
import type { ThreadWithMessages } from '../../../shared/schemas/inbox.ts'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveValue } from '../../hooks/use-live.ts'
import { Composer } from './Composer.tsx'
import { concernsThreads } from './concerns.ts'
import { MessageCard } from './MessageCard.tsx'
import { PersonPane } from './PersonPane.tsx'
import { ThreadActions } from './ThreadActions.tsx'

/** Long enough that somebody has seen it. */
const readMs = 700

/** One conversation: what went back and forth, the answer below, who it is beside it. */
export function ThreadPane({ id, onLeave }: { id: number; onLeave(): void }) {
  const desk = useDesk()
  const thread = useLiveValue(
    `thread ${id}`,
    () => desk.client.inbox.get({ id }),
    (event) => concernsThreads(event) || event.type.startsWith('send.'),
  )
  const { value, problem } = thread
  const unread = value?.unread === true
  useEffect(() => {
    if (!unread) return
    const timer = setTimeout(() => void desk.client.inbox.update({ id, unread: false }).catch(() => {}), readMs)
    return () => clearTimeout(timer)
  }, [desk, id, unread])

  if (!value) {
    return (
      <section className="inbox-thread" aria-label="Conversation">
        {problem ? (
          <ProblemNote problem={problem} action={{ label: 'Try again', run: thread.touch }} />
        ) : (
          <SkeletonRows label="Loading the conversation" />
        )}
      </section>
    )
  }
  return (
    <>
      <section className="inbox-thread" aria-label={`Conversation with ${value.name}`} data-testid="thread">
        <header className="inbox-thread-head">
          <div className="inbox-thread-title">
            <h2 className="clip" title={value.subject}>
              {value.subject || 'No subject'}
            </h2>
            <p className="muted small clip">
              {value.name} · to {value.mailboxEmail}
            </p>
          </div>
          <ThreadActions thread={value} onChange={thread.touch} onLeave={onLeave} />
        </header>
        {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: thread.touch }} />}
        <Messages thread={value} onChange={thread.set} />
        <Composer key={id} thread={value} onSent={thread.set} />
      </section>
      <PersonPane thread={value} />
    </>
  )
}

function Messages({ thread, onChange }: { thread: ThreadWithMessages; onChange(thread: ThreadWithMessages): void }) {
  const end = useRef<HTMLDivElement>(null)
  const action = useAction()
  const count = thread.conversation.length
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'end' })
  }, [count])
  return (
    <div className="inbox-messages">
      {thread.conversation.map((message, index) => (
        <MessageCard
          key={message.id}
          threadId={thread.id}
          person={thread}
          message={message}
          folded={index < count - 3 && message.direction === 'out'}
          onChange={onChange}
          action={action}
        />
      ))}
      {action.problem && <ProblemNote problem={action.problem} action={{ label: 'Dismiss', run: action.clear }} />}
      <div ref={end} />
    </div>
  )
}
