import type { DiscoveryOutlook } from '../../../../shared/schemas/runs.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { type LiveValue, useLiveValue } from '../../../hooks/use-live.ts'
import { useBuilder } from './builder-context.tsx'

/** When the next run of this campaign is, and what was done so far; null where it looks for nobody. */
export function useOutlook(): LiveValue<DiscoveryOutlook | null> {
  const { id, campaign } = useBuilder()
  const desk = useDesk()
  const finds = campaign.audience === 'discovery'
  return useLiveValue(
    `outlook ${id} ${finds}`,
    async () => (finds ? desk.client.runs.outlook({ id }) : null),
    (event) => event.campaignId === id || event.type.startsWith('workspace.'),
  )
}
