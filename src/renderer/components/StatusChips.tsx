import type { CampaignStats } from '../../shared/schemas/campaigns.ts'
import { formatCount } from '../lib/counts.ts'
import { filterChips, type RecipientFilter } from '../lib/words.ts'

interface Props {
  stats: CampaignStats
  chosen: RecipientFilter
  onChoose(filter: RecipientFilter): void
}

export function StatusChips({ stats, chosen, onChoose }: Props) {
  return (
    <fieldset className="chips" aria-label="Filter by status">
      {filterChips(stats, chosen).map((chip) => (
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
