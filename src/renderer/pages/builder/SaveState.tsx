import { Button } from '@mantine/core'
import { Icon } from '../../components/Icon.tsx'
import { useBuilder } from './draft/builder-context.tsx'

/** Whether what one typed is safe. Said aloud only where it is not. */
export function SaveState() {
  const { saving, draft, isDraft } = useBuilder()
  const { phase, refused, unsaved, problem } = saving
  if (phase === 'failed') {
    return (
      <span className="bd-save-state" role="alert" title={problem?.message}>
        <Icon name="alert" className="hue-needs" /> Not saved
        <Button size="compact-sm" variant="default" onClick={draft.autosave.resume}>
          Try again
        </Button>
      </span>
    )
  }
  return (
    <span className="bd-save-state muted" data-testid="save-state">
      {wordOf()}
    </span>
  )

  function wordOf(): string {
    if (phase === 'stale') return 'Changed elsewhere'
    if (!isDraft) return phase === 'saving' ? 'Saving…' : unsaved.size > 0 ? 'Not applied yet' : ''
    if (phase === 'waiting' || phase === 'saving') return 'Saving…'
    return refused.size > 0 ? 'Not all is saved' : 'Saved'
  }
}
