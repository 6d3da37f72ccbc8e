import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { MailProvider } from '../../../../shared/schemas/mailboxes.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { looksLikeAddress } from '../../../lib/mailboxes/words.ts'
import type { Lookup } from './use-lookup.ts'

interface Props {
  email: string
  onEmail(email: string): void
  lookup: Lookup
  providers: readonly MailProvider[]
  /** The mailbox of this address that there is already. */
  existing: { id: number; email: string } | undefined
}

/** The only question at first: the address. The provider follows from it, or is chosen below. */
export function AddressStep({ email, onEmail, lookup, providers, existing }: Props) {
  const [directory, setDirectory] = useState(false)
  const { found, state, problem, chosen } = lookup
  const unknown = state === 'unknown'
  const ready = looksLikeAddress(email) && !existing
  return (
    <section className="setup-card" aria-labelledby="which-address">
      <h2 id="which-address">Which address do you write from?</h2>
      <form
        className="setup-row"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !found) lookup.look(directory && unknown)
        }}
      >
        <TextInput
          className="grow"
          label="Email address"
          type="email"
          placeholder="you@example.com"
          value={email}
          maxLength={320}
          autoComplete="email"
          spellCheck={false}
          data-autofocus
          autoFocus
          onChange={(event) => onEmail(event.currentTarget.value)}
        />
        {!found && (
          <ActionButton type="submit" busy={state === 'looking'} busyLabel="Looking">
            {unknown ? 'Look again' : 'Find the servers'}
          </ActionButton>
        )}
      </form>
      {existing && (
        <p className="badge">
          <Icon name="info" className="hue-waiting" />
          <span>
            {existing.email} is here already. <Link href={`/mailboxes?open=${existing.id}`}>Change its settings</Link>
          </span>
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
      {unknown && !found && (
        <div className="note" role="status">
          <Icon name="info" className="hue-waiting" />
          <div>
            <p>Nothing was found for {email.trim().split('@')[1]}. Choose its provider below, or fill in the servers by hand.</p>
            <Checkbox
              mt={8}
              checked={directory}
              onChange={(event) => setDirectory(event.currentTarget.checked)}
              label="Also ask the public directory of Thunderbird"
              description={`A third party then learns that somebody looked up ${email.trim().split('@')[1]}. Not the address, and nothing else.`}
            />
          </div>
          <Button size="compact-sm" variant="default" onClick={() => lookup.choose(null)}>
            Fill in the servers
          </Button>
        </div>
      )}
      <fieldset className="tiles">
        <legend>{found ? 'Your provider' : 'Or choose your provider'}</legend>
        {providers.map((provider) => (
          <Tile
            key={provider.preset}
            name={provider.name}
            pressed={found?.preset === provider.preset}
            onClick={() => lookup.choose(provider)}
          />
        ))}
        <Tile
          name="Other"
          pressed={found?.preset === 'other' && (chosen === 'other' || chosen === null)}
          onClick={() => lookup.choose(null)}
        />
      </fieldset>
    </section>
  )
}

function Tile({ name, pressed, onClick }: { name: string; pressed: boolean; onClick(): void }) {
  return (
    <button type="button" className="tile" aria-pressed={pressed} onClick={onClick}>
      <span className="tile-mark" aria-hidden="true">
        {name.charAt(0)}
      </span>
      <span>{name}</span>
    </button>
  )
}
