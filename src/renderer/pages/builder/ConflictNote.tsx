import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { Dialog } from '../../components/Dialog.tsx'
import { differences } from '../../lib/campaigns/diff.ts'
import { useBuilder } from './draft/builder-context.tsx'
import { settingsKey, stepKey } from './draft/draft.ts'

const shownAtMost = 8

/** Another window changed the campaign while something here was not saved: whose is kept is a person's decision. */
export function ConflictNote() {
  const { draft, saving } = useBuilder()
  const conflict = useStore(draft.store, (state) => state.conflict)
  if (!conflict) return null
  const theirs = differences(conflict.before, conflict.theirs)
  const mine = [...saving.unsaved.keys()].map((key) => nameOf(key))
  const actions = (
    <>
      <Button variant="default" onClick={draft.takeTheirs}>
        Take theirs
      </Button>
      <Button onClick={draft.keepMine} data-autofocus>
        Keep mine
      </Button>
    </>
  )
  return (
    <Dialog title="This campaign was changed in another window" actions={actions} onClose={() => {}}>
      <p>Nothing was overwritten. There, this was changed:</p>
      <ul className="bd-conflict-list">
        {theirs.slice(0, shownAtMost).map(({ what, now }) => (
          <li key={what}>
            <strong>{what}</strong>
            <span className="bd-conflict-text">{now}</span>
          </li>
        ))}
        {theirs.length > shownAtMost && <li>and {theirs.length - shownAtMost} more</li>}
      </ul>
      <p>
        {mine.length > 0 ? `Not saved here: ${mine.join(', ')}.` : 'A change of the steps made here is not saved.'} Keep mine saves what you
        did here on top, and leaves the rest as it is there. Take theirs forgets what is not saved here.
      </p>
    </Dialog>
  )

  function nameOf(key: string): string {
    if (key === settingsKey) return 'settings'
    const step = conflict?.before.steps.find((one) => stepKey(one.id) === key)
    return step ? `step ${step.position}` : 'a step'
  }
}
