import type { Criteria, DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import { firstDiscovery } from '../../../lib/discovery/words.ts'
import { useBuilder } from '../draft/builder-context.tsx'

export interface DiscoveryEdit {
  discovery: DiscoveryAudience
  edit(change: Partial<DiscoveryAudience>): void
  editCriteria(change: Partial<Criteria>): void
}

/** Whom the campaign of this builder looks for, and how to change it; it is always saved as a whole. */
export function useDiscovery(): DiscoveryEdit {
  const { campaign, draft } = useBuilder()
  const discovery = campaign.discovery ?? firstDiscovery()
  const edit = (change: Partial<DiscoveryAudience>) => draft.editSettings({ discovery: { ...discovery, ...change } })
  return { discovery, edit, editCriteria: (change) => edit({ criteria: { ...discovery.criteria, ...change } }) }
}
