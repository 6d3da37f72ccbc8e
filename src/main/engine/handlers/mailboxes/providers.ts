import type { MailProvider } from '../../../../shared/schemas/mailboxes.ts'
import type { SignInPort } from '../../ports/sign-in.ts'

import { discoveryFromPreset, passwordAt, providerPresets } from '../../rules/mailboxes/mailbox-presets.ts'
import { signInOf } from '../../rules/mailboxes/oauth-providers.ts'

const order = ['gmail', 'microsoft365', 'outlook', 'icloud', 'fastmail', 'zoho', 'yahoo'] as const

/** The providers that are known, one entry each, in the order in which the set-up shows them. */
export function listProviders(port: Pick<SignInPort, 'client'>, email: string): MailProvider[] {
  return order.flatMap((name) => {
    const preset = providerPresets.find((one) => one.preset === name)
    if (!preset) return []
    const signIn = signInOf[name] ?? null
    return [
      {
        ...discoveryFromPreset(preset, email),
        name: preset.name,
        password: passwordAt(preset),
        signIn,
        signInReady: signIn !== null && port.client(signIn) !== null,
        limits: preset.limits,
      },
    ]
  })
}
