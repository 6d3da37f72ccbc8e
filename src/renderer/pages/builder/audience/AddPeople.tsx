import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ContactSelection } from '../../../../shared/schemas/contacts.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { AddQuestion } from './AddQuestion.tsx'
import { ChoiceFields } from './ChoiceFields.tsx'
import { usePeopleChoice, type Way } from './use-people-choice.ts'

const ways: { value: Way; label: string }[] = [
  { value: 'all', label: 'Everybody' },
  { value: 'tag', label: 'Tag' },
  { value: 'import', label: 'Import' },
  { value: 'search', label: 'Search' },
  { value: 'pick', label: 'Pick' },
]

/** Chooses contacts, says how many they are, and adds them. */
export function AddPeople() {
  const { id, isDraft, review } = useBuilder()
  const desk = useDesk()
  const action = useAction()
  const choice = usePeopleChoice()
  const { selection, count } = choice
  const [said, setSaid] = useState('')
  const [asked, setAsked] = useState<{ selection: ContactSelection; count: number } | null>(null)

  async function add(chosen: ContactSelection): Promise<void> {
    const done = await action.run(async () => {
      setSaid(addedInWords(await desk.client.recipients.add({ id, ...chosen })))
      choice.set({ picked: new Set() })
      review.touch()
    })
    if (done) setAsked(null)
  }

  function onAdd(): void {
    if (selection === null || count === null || count === 0) return
    // A running campaign writes to them: that is asked first.
    if (isDraft) void add(selection)
    else setAsked({ selection, count })
  }

  return (
    <section className="panel add-people" aria-label="Add people">
      <div className="panel-head">
        <h2>Add people</h2>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="How to choose them"
          data={ways}
          value={choice.way}
          onChange={(way) => {
            choice.set({ way: way as Way })
            setSaid('')
          }}
        />
      </div>
      <div className="bd-add-choice">
        <ChoiceFields choice={choice} onEnter={onAdd} />
        {choice.problem && <ProblemNote problem={choice.problem} action={{ label: 'Try again', run: choice.recount }} />}
        {action.problem && !asked && <ProblemNote problem={action.problem} action={{ label: 'Dismiss', run: action.clear }} />}
      </div>
      <div className="bd-add-foot">
        <ActionButton fullWidth busy={action.busy} busyLabel="Adding" onClick={onAdd} disabled={count === 0}>
          {count === null ? 'Counting…' : count === 0 ? 'Add people' : `Add ${counted(count, 'person', 'people')}`}
        </ActionButton>
        <p className="small muted" role="status">
          {said || 'Whoever must never be contacted, or is in already, is left out.'}
        </p>
        <Button variant="subtle" size="compact-sm" component={Link} href="/contacts/import" leftSection={<Icon name="upload" />}>
          Import more contacts
        </Button>
      </div>
      {asked && (
        <AddQuestion
          count={asked.count}
          busy={action.busy}
          problem={action.problem}
          onAdd={() => void add(asked.selection)}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  )
}

interface Added {
  added: number
  alreadyIn: number
  suppressed: number
  unknown: number
}

/** What came of adding people, e.g. `146 people added. 1 was in already. 1 is suppressed.` */
function addedInWords({ added, alreadyIn, suppressed, unknown }: Added): string {
  const words = [added === 0 ? 'Nobody was added.' : `${counted(added, 'person', 'people')} added.`]
  if (alreadyIn > 0) words.push(`${formatCount(alreadyIn)} ${alreadyIn === 1 ? 'was' : 'were'} in already.`)
  if (suppressed > 0) words.push(`${formatCount(suppressed)} ${suppressed === 1 ? 'is' : 'are'} suppressed and left out.`)
  if (unknown > 0) words.push(`${formatCount(unknown)} could not be found.`)
  return words.join(' ')
}
