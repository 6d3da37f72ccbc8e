import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../../../components/Dialog.tsx'
import { mostHandles, parseHandles } from '../../../lib/discovery/handles.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useDiscovery } from './use-discovery.ts'

/** Handles that are never taken: how many, and the list to paste into. */
export function NeverTake() {
  const { hasEnded } = useBuilder()
  const { discovery, editCriteria } = useDiscovery()
  const [asked, setAsked] = useState(false)
  const { excludeHandles } = discovery.criteria
  return (
    <div className="bd-discovery-line">
      <p>
        Never take:{' '}
        <span className="muted">{excludeHandles.length === 0 ? 'nobody' : counted(excludeHandles.length, 'handle', 'handles')}</span>
      </p>
      {!hasEnded && (
        <Button size="compact-xs" variant="default" onClick={() => setAsked(true)}>
          {excludeHandles.length === 0 ? 'Paste handles' : 'Change the handles'}
        </Button>
      )}
      {asked && (
        <HandlesDialog
          handles={excludeHandles}
          onKeep={(handles) => {
            editCriteria({ excludeHandles: handles })
            setAsked(false)
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  )
}

interface DialogProps {
  handles: string[]
  onKeep(handles: string[]): void
  onClose(): void
}

function HandlesDialog({ handles, onKeep, onClose }: DialogProps) {
  const [text, setText] = useState(handles.join('\n'))
  const read = parseHandles(text)
  const tooMany = read.handles.length > mostHandles
  const problem = tooMany
    ? `At most ${formatCount(mostHandles)}. ${formatCount(read.handles.length - mostHandles)} are too many.`
    : read.unreadable.length > 0
      ? `No handles: ${read.unreadable.slice(0, 3).join(', ')}${read.unreadable.length > 3 ? ` and ${formatCount(read.unreadable.length - 3)} more` : ''}. They are left out.`
      : undefined
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button
        // What cannot be kept is said above; the button keeps the focus.
        onClick={() => !tooMany && onKeep(read.handles)}
        aria-disabled={tooMany || undefined}
      >
        Keep {counted(Math.min(read.handles.length, mostHandles), 'handle', 'handles')}
      </Button>
    </>
  )
  return (
    <Dialog title="Never take these people" actions={actions} onClose={onClose}>
      <Textarea
        label="Handles"
        description="One a line, or with commas between. With or without @; addresses of profiles do too"
        minRows={8}
        maxRows={12}
        autosize
        spellCheck={false}
        data-autofocus
        value={text}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p className="muted" role="status">
        {counted(read.handles.length, 'handle', 'handles')} of at most {formatCount(mostHandles)}
      </p>
    </Dialog>
  )
}
