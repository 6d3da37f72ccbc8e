import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import type { ContactSelection } from '../../../shared/schemas/contacts.ts'
import { counted } from '../../lib/words/counts.ts'
import { BulkDialog, type BulkKind } from './BulkDialog.tsx'

interface Props {
  count: number
  /** All that match the filter, rather than single ones. */
  all: boolean
  selection(): ContactSelection
  onDone(): void
}

const actions: { kind: BulkKind; label: string }[] = [
  { kind: 'addTag', label: 'Add tag' },
  { kind: 'removeTag', label: 'Remove tag' },
  { kind: 'campaign', label: 'Add to campaign' },
  { kind: 'suppress', label: 'Never contact again' },
  { kind: 'delete', label: 'Delete' },
]

/** What can be done to those that are chosen. */
export function ContactBulkBar({ count, all, selection, onDone }: Props) {
  const [asked, setAsked] = useState<BulkKind | null>(null)
  return (
    <section className="bulk-bar" aria-label="Chosen contacts">
      <strong aria-live="polite">
        {counted(count, 'contact', 'contacts')} chosen{all ? ', all that match' : ''}
      </strong>
      {actions.map(({ kind, label }) => (
        <Button
          key={kind}
          size="compact-sm"
          variant="default"
          {...(kind === 'delete' && { c: 'var(--needs)' })}
          onClick={() => setAsked(kind)}
        >
          {label}
        </Button>
      ))}
      <CloseButton ml="auto" aria-label="Choose none" onClick={onDone} />
      {asked && (
        <BulkDialog
          kind={asked}
          count={count}
          selection={selection()}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            onDone()
          }}
        />
      )}
    </section>
  )
}
