import { claySettings, type Provider } from '../../../shared/schemas/discovery.ts'
import { useDesk } from '../../hooks/desk-context.tsx'
import { RoutineForm } from './RoutineForm.tsx'
import { TableForm } from './TableForm.tsx'
import type { ClaySave } from './types.ts'

/** How Clay is asked: by a routine where the plan has them, else by a table. */
export function ClayForms({ provider, onChange }: { provider: Provider; onChange(provider: Provider): void }) {
  const desk = useDesk()
  const settings = provider.clay ?? claySettings.parse({})
  const save: ClaySave = async (change) => onChange(await desk.client.providers.setClay({ ...settings, ...change }))
  return (
    <>
      {provider.connected && <RoutineForm settings={settings} onSave={save} />}
      <TableForm settings={settings} hasToken={provider.hasWebhookToken} onSave={save} />
    </>
  )
}
