import { claySettings } from '../../shared/schemas/discovery.ts'
import { inventedOutputs } from '../engine/adapters/providers/invented.ts'
import type { Api } from './api.ts'

/** The services of invented people take any key. */
export async function connectProviders(api: Api): Promise<void> {
  await api.providers.connect({ kind: 'influencers_club', key: 'invented' })
  await api.providers.connect({ kind: 'clay', key: 'invented' })
  const { email, firstName, lastName, companyName } = inventedOutputs
  await api.providers.setClay({
    ...claySettings.parse({}),
    routineId: 'function:invented',
    emailOutput: email,
    firstNameOutput: firstName,
    lastNameOutput: lastName,
    companyOutput: companyName,
  })
}
