import type { DiscoveryOutlook } from '../../../../shared/schemas/runs.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { type LiveValue, useLiveValue } from '../../../hooks/use-live.ts'
import { audiences } from '../../../lib/audiences/index.ts'
import { useBuilder } from './builder-context.tsx'

/** When the next run of this campaign is, and what was done so far; null where it has no runs. */
export function useOutlook(): LiveValue<DiscoveryOutlook | null> {
  const { id, campaign } = useBuilder()
  const desk = useDesk()
  const { hasRuns } = audiences[campaign.audience]
  return useLiveValue(
    `outlook ${id} ${hasRuns}`,
    async () => (hasRuns ? desk.client.runs.outlook({ id }) : null),
    (event) => event.campaignId === id || event.type.startsWith('workspace.'),
  )
}
