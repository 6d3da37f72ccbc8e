import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { Provider, ProviderKind } from '../../../shared/schemas/discovery.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { OutsideLink } from '../../components/OutsideLink.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { providerNames } from '../../lib/discovery/providers.ts'
import { toasts } from '../../stores/toasts.ts'

/** Where a key is found, and what can be read about it. */
const places: Record<ProviderKind, { words: string; url: string; link: string }> = {
  influencers_club: {
    words: 'Sign in to your dashboard of Influencers Club, open its API page, and copy the key.',
    url: 'https://docs.influencers.club/',
    link: 'How the API of Influencers Club works',
  },
  clay: {
    words: 'In Clay, open Settings, then Account, then API keys (beta), and make one.',
    url: 'https://developers.clay.com/',
    link: 'How the API of Clay works',
  },
}

interface Props {
  kind: ProviderKind
  takesFocus: boolean
  onConnected(provider: Provider): void
  /** Where there is a key already. */
  onCancel?(): void
}

/** A key, checked with the provider before it is kept. */
export function KeyForm({ kind, takesFocus, onConnected, onCancel }: Props) {
  const desk = useDesk()
  const action = useAction()
  const [key, setKey] = useState('')
  const name = providerNames[kind]
  const place = places[kind]
  const connect = async () => {
    if (key.trim() === '') return
    let connected: Provider | null = null
    const done = await action.run(async () => {
      connected = await desk.client.providers.connect({ kind, key: key.trim() })
    })
    if (!done || !connected) return
    toasts.say(`${name} is connected.`, { hue: 'good' })
    onConnected(connected)
  }
  return (
    <form
      className="setup-card-form"
      onSubmit={(event) => {
        event.preventDefault()
        void connect()
      }}
    >
      <p>
        {place.words} <OutsideLink url={place.url}>{place.link}</OutsideLink>
      </p>
      <div className="setup-row">
        <PasswordInput
          className="grow"
          label={`Key of ${name}`}
          value={key}
          maxLength={500}
          autoComplete="new-password"
          autoFocus={takesFocus}
          required
          withAsterisk={false}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            Keep the old one
          </Button>
        )}
        <ActionButton type="submit" busy={action.busy} busyLabel="Checking the key">
          Connect {name}
        </ActionButton>
      </div>
      {action.problem && <ProblemNote problem={action.problem} />}
      <p className="muted small">
        It is checked before it is kept, which costs nothing. It stays on this computer, encrypted, and goes to nobody but {name}.
      </p>
    </form>
  )
}
