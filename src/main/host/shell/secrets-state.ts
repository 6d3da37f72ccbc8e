import type { HostInfo } from '../../../shared/schemas/host.ts'

export interface SecretsState {
  secrets: HostInfo['secrets']
  message: string
}

/**
 * How well this system keeps passwords, in words.
 * @param available whether the system's keychain can be used
 * @param backend Linux only: what Electron found; `basic_text` means no keyring at all
 */
export function explainSecrets(available: boolean, backend: string | null): SecretsState {
  if (backend === 'basic_text') {
    return {
      secrets: 'weak',
      message:
        'This desktop has no keyring, so the passwords of your mailboxes are kept in a file that only your account can read, but that is not truly encrypted. Install GNOME Keyring or KWallet, start Campaign Desk again, and enter them once more.',
    }
  }
  if (available) return { secrets: 'keychain', message: '' }
  return {
    secrets: 'none',
    message:
      'The keychain of this system cannot be used, so passwords cannot be kept. Unlock it (or install GNOME Keyring or KWallet on Linux), then start Campaign Desk again.',
  }
}
