import type { Provider } from '../../shared/schemas/discovery.ts'
import { useDesk } from './desk-context.tsx'
import { type LiveValue, useLiveValue } from './use-live.ts'

/** What finds people and their addresses, as it is set up in this workspace. */
export function useProviders(): LiveValue<Provider[]> {
  const desk = useDesk()
  return useLiveValue(
    'creator providers',
    () => desk.client.providers.list(),
    ({ type }) => type === 'provider.changed' || type === 'workspace.changed',
  )
}
