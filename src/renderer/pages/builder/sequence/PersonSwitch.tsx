import { ActionIcon, Autocomplete, Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Icon } from '../../../components/Icon.tsx'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import { toasts } from '../../../stores/toasts.ts'
import { inWords, type Person, type ShownPeople } from './use-people.ts'

/** For whom the message is shown: the one before, the next, somebody by name, or the one with the most gaps. */
export function PersonSwitch({ people }: { people: ShownPeople }) {
  const [words, setWords] = useState('')
  const [found, setFound] = useState<Person[]>([])
  const { current, place, total, next, previous, search } = people
  // biome-ignore lint/correctness/useExhaustiveDependencies: search is new with every render, and means the same
  useEffect(() => {
    const typed = words.trim()
    if (typed === '') {
      setFound([])
      return
    }
    let isCurrent = true
    const timer = setTimeout(() => {
      search(typed).then(
        (answer) => isCurrent && setFound(answer),
        () => isCurrent && setFound([]),
      )
    }, 200)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [words])

  async function gaps(): Promise<void> {
    try {
      if (!(await people.chooseWithGaps())) toasts.say('Nobody has a gap: every message can be written.', { hue: 'good' })
    } catch (error) {
      toasts.say(`Gaps could not be looked for. ${inWords(error)}`, { hue: 'needs' })
    }
  }

  const label = ({ name, email }: Person) => (name === email ? email : `${name} · ${email}`)
  return (
    <div className="bd-person-switch">
      <ActionIcon
        variant="default"
        size="md"
        aria-label="Previous person"
        data-disabled={!previous || undefined}
        onClick={() => previous?.()}
      >
        <Icon name="left" />
      </ActionIcon>
      <ActionIcon variant="default" size="md" aria-label="Next person" data-disabled={!next || undefined} onClick={() => next?.()}>
        <Icon name="right" />
      </ActionIcon>
      <Autocomplete
        className="bd-person-search"
        size="xs"
        aria-label="Show the message for"
        placeholder={current ? current.name : 'Alex Sample'}
        value={words}
        onChange={setWords}
        filter={({ options }) => options}
        data={[...new Set(found.map(label))]}
        onOptionSubmit={(value) => {
          const person = found.find((one) => label(one) === value)
          if (person) people.choose(person)
          setTimeout(() => setWords(''))
        }}
      />
      <span className="small muted bd-person-place">
        {place !== null && total > 0
          ? `${formatCount(place)} of ${formatCount(total)}`
          : total > 0
            ? counted(total, 'person', 'people')
            : ''}
      </span>
      {total > 0 && !people.isFound && (
        <Button size="compact-xs" variant="subtle" title="The one with most gaps" onClick={() => void gaps()}>
          Most gaps
        </Button>
      )}
    </div>
  )
}
