import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ThreadMessage, ThreadWithMessages } from '../../../shared/schemas/inbox.ts'
import { Icon } from '../../components/Icon.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import type { RunningAction } from '../../hooks/use-action.ts'
import type { IconName } from '../../lib/words/icons.ts'
import { toasts } from '../../stores/toasts.ts'
import { composerId } from './Composer.tsx'
import { LetterFrame } from './LetterFrame.tsx'

const kinds: Record<ThreadMessage['kind'], { word: string; icon: IconName }> = {
  campaign: { word: 'Campaign message', icon: 'mail' },
  answer: { word: 'Your answer', icon: 'send' },
  reply: { word: 'Reply', icon: 'reply' },
  auto_reply: { word: 'Automatic answer', icon: 'reply' },
  bounce: { word: 'Bounced', icon: 'bounce' },
  unsubscribe: { word: 'Opted out', icon: 'stop' },
}

interface Props {
  threadId: number
  /** Whose conversation it is. */
  person: { name: string; email: string }
  message: ThreadMessage
  /** Shown as one line until somebody opens it. */
  folded: boolean
  onChange(thread: ThreadWithMessages): void
  action: RunningAction
}

export function MessageCard({ threadId, person, message, folded, onChange, action }: Props) {
  const [open, setOpen] = useState(!folded)
  const [formatted, setFormatted] = useState(false)
  const { word, icon } = kinds[message.kind]
  return (
    <article className={`letter-card letter-${message.direction}`} aria-label={`${word} from ${message.from}`}>
      <button type="button" className="letter-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={icon} className={message.direction === 'in' ? 'hue-good' : 'hue-quiet'} />
        <span className="clip">
          <strong title={message.from}>{message.direction === 'out' ? 'You' : isOf(message, person) ? person.name : message.from}</strong>{' '}
          <span className="muted small">{word}</span>
        </span>
        {!open && <span className="clip muted small letter-begin">{message.text}</span>}
        <span className="muted small">
          <When at={message.at} />
        </span>
      </button>
      {open && (
        <div className="letter-body">
          {formatted && message.html !== null ? (
            <LetterFrame threadId={threadId} message={message} html={message.html} />
          ) : (
            <p className="letter-text">{message.text || 'An empty message.'}</p>
          )}
          {message.quoted && !formatted && (
            <details className="letter-quoted">
              <summary>Show what was quoted</summary>
              <p className="letter-text muted">{message.quoted}</p>
            </details>
          )}
          {message.html !== null && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setFormatted(!formatted)}>
              {formatted ? 'Show as text' : 'Show as it was formatted'}
            </Button>
          )}
        </div>
      )}
      <Fate threadId={threadId} message={message} onChange={onChange} action={action} />
    </article>
  )
}

/** Somebody else may answer in their place: then it is that address that counts. */
function isOf({ from }: ThreadMessage, { email }: Props['person']): boolean {
  return from.toLowerCase() === email.toLowerCase()
}

/** What becomes of an answer by hand: it can be taken back, it failed, or nobody knows. */
function Fate({ threadId, message, onChange, action }: Omit<Props, 'folded' | 'person'>) {
  const desk = useDesk()
  const answerId = Number(message.id.replace(/^answer-/, ''))
  if (message.kind !== 'answer') {
    return message.status === 'unconfirmed' || message.status === 'failed' ? (
      <p className="letter-fate hue-needs">{message.message}</p>
    ) : null
  }
  const resolve = (outcome: 'sent' | 'not_sent') =>
    void action.run(async () => onChange(await desk.client.inbox.resolve({ id: threadId, answerId, outcome })))
  const takeBack = () =>
    void action.run(async () => {
      onChange(await desk.client.inbox.takeBack({ id: threadId, answerId }))
      toasts.say('Taken back: it did not leave. Your words are below.')
      document.getElementById(composerId)?.focus()
    })
  switch (message.status) {
    case 'waiting':
      return (
        <div className="letter-fate" role="status">
          <LeavesIn at={message.sendsAt} message={message.message} />
          <Button size="compact-sm" variant="default" onClick={takeBack}>
            Take it back
          </Button>
        </div>
      )
    case 'sending':
      return <p className="letter-fate muted">It is leaving.</p>
    case 'failed':
      return <p className="letter-fate hue-needs">{message.message}</p>
    case 'unconfirmed':
      return (
        <div className="letter-fate">
          <span className="hue-needs">{message.message || 'Nobody knows whether it left. Look into the Sent folder of the mailbox.'}</span>
          <Button size="compact-sm" variant="default" onClick={() => resolve('not_sent')}>
            It was not sent
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => resolve('sent')}>
            It was sent
          </Button>
        </div>
      )
    default:
      return null
  }
}

function LeavesIn({ at, message }: { at: string | null; message: string }) {
  const { offsetMs } = useDesk().clock.store.getState()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  const seconds = at === null ? 0 : Math.ceil((Date.parse(at) - now - offsetMs) / 1000)
  if (seconds > 0) return <span>Leaves in {seconds} s</span>
  return <span className="muted">{message || 'It leaves any moment.'}</span>
}
