import { formatCount } from '../lib/words/counts.ts'
import type { Chip } from '../lib/words/status.ts'

interface Props<Filter extends string> {
  /** What a screen reader calls the row of chips. */
  label: string
  chips: readonly Chip<Filter>[]
  chosen: Filter
  /** Pressed a second time, a chip lets go: `all` is chosen. */
  onChoose(filter: Filter | 'all'): void
}

/** Ways to narrow a list, each with how many rows it leaves. */
export function FilterChips<Filter extends string>({ label, chips, chosen, onChoose }: Props<Filter>) {
  return (
    <fieldset className="chips" aria-label={label}>
      {chips.map((chip) => (
        <button
          key={chip.filter}
          type="button"
          className="chip"
          aria-pressed={chip.filter === chosen}
          onClick={() => onChoose(chip.filter === chosen ? 'all' : chip.filter)}
        >
          {chip.word} <span>{formatCount(chip.count)}</span>
        </button>
      ))}
    </fieldset>
  )
}
