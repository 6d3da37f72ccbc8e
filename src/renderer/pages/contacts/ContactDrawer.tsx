import { Button, CloseButton, Skeleton } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Contact } from '../../../shared/schemas/contacts.ts'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { isTyping } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { ContactFields } from './ContactFields.tsx'
import { ContactHistory } from './ContactHistory.tsx'
import { OneDialog, type OneKind } from './OneDialog.tsx'

interface Props {
  id: number
  onClose(): void
  /** To the person above (-1) or below (1) in the list. */
  onMove(by: -1 | 1): void
  onChanged(contact: Contact): void
}

/** One person: what is known, the campaigns they are in, what happened. Esc closes, arrow keys go to the next. */
export function ContactDrawer({ id, onClose, onMove, onChanged }: Props) {
  const desk = useDesk()
  const panel = useRef<HTMLElement>(null)
  const [asked, setAsked] = useState<OneKind | null>(null)
  const {
    value: contact,
    problem,
    touch,
    set,
  } = useLiveValue(
    `contact ${id}`,
    () => desk.client.contacts.get({ id }),
    (event) => event.type === 'contacts.changed' && (event.contactId === id || event.contactId === null),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: each newly opened person takes the focus, so that a screen reader tells who it is
  useEffect(() => panel.current?.focus(), [id])

  function onKeyDown(event: KeyboardEvent): void {
    // A dialog that was opened from here is none of its elements, but its events come by.
    if (!panel.current?.contains(event.target as Node)) return
    if (event.key === 'Escape') onClose()
    else if (isTyping(event.target)) return
    else if (event.key === 'ArrowDown') onMove(1)
    else if (event.key === 'ArrowUp') onMove(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  function take(next: Contact): void {
    set(next)
    onChanged(next)
  }

  const gone = problem?.code === 'NOT_FOUND'
  const name = gone ? 'Deleted contact' : contact ? contact.fullName || contact.email : 'Contact'
  return (
    <section
      className="person contact"
      ref={panel}
      tabIndex={-1}
      role="dialog"
      aria-label={name}
      onKeyDown={onKeyDown}
      data-testid="contact"
    >
      <header className="person-head">
        <div>
          <h2 className="clip" title={name}>
            {name}
          </h2>
          {contact && !gone && (
            <p className="muted clip" title={contact.email}>
              {contact.companyName || contact.email}
            </p>
          )}
        </div>
        <CloseButton onClick={onClose} aria-label="Close" />
      </header>
      <div className="person-body">
        {problem && <ProblemNote problem={problem} {...(!gone && { action: { label: 'Try again', run: touch } })} />}
        {!contact && !problem && <Skeleton height={160} radius="xs" />}
        {contact && !gone && (
          <>
            {contact.suppressed && (
              <p className="note">
                <Icon name="stop" className="hue-quiet" />
                <span>This address is never contacted. The list of those is on the tab “Never contact”.</span>
              </p>
            )}
            <ContactFields contact={contact} onChanged={take} />
            <ContactHistory id={id} />
          </>
        )}
      </div>
      {contact && !gone && (
        <footer className="foot contact-foot">
          {!contact.suppressed && (
            <Button size="compact-sm" variant="default" onClick={() => setAsked('suppress')}>
              Never contact again
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => setAsked('delete')}>
            Delete
          </Button>
          <Button size="compact-sm" variant="subtle" c="var(--needs)" onClick={() => setAsked('erase')}>
            Forget this person
          </Button>
        </footer>
      )}
      {asked && contact && (
        <OneDialog
          kind={asked}
          contact={contact}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            if (asked === 'suppress') touch()
            else onClose()
          }}
        />
      )}
    </section>
  )
}
