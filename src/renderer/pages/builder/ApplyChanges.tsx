import { Button } from '@mantine/core'
import { useState } from 'react'
import { isMac, keysInWords, useCommands } from '../../hooks/commands.tsx'
import { toasts } from '../../stores/toasts.ts'
import { ChangeDialog } from './change/ChangeDialog.tsx'
import { useBuilder } from './draft/builder-context.tsx'
import { plannedChangeOf } from './draft/draft.ts'

/** For a campaign that is no draft: what was changed here is looked at, one thing after the other, before it is applied. */
export function ApplyChanges() {
  const { id, draft, saving, isDraft } = useBuilder()
  const [asked, setAsked] = useState<string | null>(null)
  const keys = [...saving.unsaved.keys()]
  const patch = asked === null ? undefined : saving.unsaved.get(asked)
  const first = keys[0]
  const review = () => first !== undefined && !document.querySelector('[aria-modal="true"]') && setAsked(first)
  useCommands(
    isDraft || first === undefined
      ? []
      : [{ id: 'builder apply', title: 'Review change', group: 'Campaign', keys: 'mod+enter', run: review }],
  )
  if (isDraft || (keys.length === 0 && asked === null)) return null
  function discard(): void {
    const forgotten = [...saving.unsaved]
    draft.autosave.drop()
    toasts.say('Your changes are discarded.', {
      action: { label: 'Undo', run: () => forgotten.map(([key, changes]) => draft.autosave.edit(key, changes)) },
      seconds: 10,
    })
  }

  return (
    <>
      <Button variant="default" onClick={discard}>
        Discard
      </Button>
      <Button onClick={review} title={keysInWords('mod+enter', isMac)}>
        Review change{keys.length > 1 ? ` (1 of ${keys.length})` : ''}
      </Button>
      {asked !== null && patch && (
        <ChangeDialog
          key={asked}
          campaignId={id}
          change={plannedChangeOf(asked, patch)}
          onApply={async () => {
            await draft.autosave.submit(asked)
            toasts.say('Applied', { hue: 'good' })
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
