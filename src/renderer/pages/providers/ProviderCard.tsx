import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Provider, ProviderKind } from '../../../shared/schemas/discovery.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { providerNames, providerView } from '../../lib/discovery/providers.ts'
import { formatDecimal } from '../../lib/words/counts.ts'
import { DisconnectDialog } from './DisconnectDialog.tsx'
import { KeyForm } from './KeyForm.tsx'

const purposes: Record<ProviderKind, string> = {
  influencers_club: 'Finds creators for campaigns with new people every day, and gives addresses where you ask it to.',
  clay: 'Gives addresses by a routine or a table of your own.',
}

interface Props {
  provider: Provider
  /** Somebody came here to enter its key. */
  takesFocus: boolean
  onChange(provider: Provider): void
  /** It is not connected any more. */
  onGone(): void
  children?: ReactNode
}

/** One provider: how it is, its key, and what belongs to it alone. */
export function ProviderCard({ provider, takesFocus, onChange, onGone, children }: Props) {
  const desk = useDesk()
  const checking = useAction()
  const [changing, setChanging] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const { kind, connected, problem } = provider
  const name = providerNames[kind]
  const check = () => checking.run(async () => onChange(await desk.client.providers.check({ kind })))
  return (
    <section className="setup-card provider-card" aria-labelledby={`title-${kind}`}>
      <div className="provider-head">
        <h2 id={`title-${kind}`}>{name}</h2>
        <StatusBadge view={providerView(provider)} />
      </div>
      <p className="muted">{purposes[kind]}</p>
      {connected && problem && (
        <ProblemNote problem={{ code: '', message: problem, advice: '' }} action={{ label: 'Check again', run: () => void check() }} />
      )}
      {connected && <Facts provider={provider} />}
      {checking.problem && <ProblemNote problem={checking.problem} />}
      {(!connected || changing) && (
        <KeyForm
          kind={kind}
          takesFocus={takesFocus || changing}
          onConnected={(next) => {
            setChanging(false)
            onChange(next)
            onGone()
          }}
          {...(changing && { onCancel: () => setChanging(false) })}
        />
      )}
      {connected && !changing && (
        <div className="setup-row">
          {!problem && (
            <ActionButton size="compact-sm" variant="default" busy={checking.busy} busyLabel="Checking" onClick={() => void check()}>
              Check again<span className="visually-hidden"> ({name})</span>
            </ActionButton>
          )}
          <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
            Enter another key<span className="visually-hidden"> ({name})</span>
          </Button>
          <Button size="compact-sm" variant="default" color="red" onClick={() => setLeaving(true)}>
            Disconnect<span className="visually-hidden"> {name}</span>
          </Button>
        </div>
      )}
      {children}
      {leaving && <DisconnectDialog kind={kind} onGone={onGone} onClose={() => setLeaving(false)} />}
    </section>
  )
}

function Facts({ provider: { account, creditsLeft, checkedAt, kind } }: { provider: Provider }) {
  return (
    <dl className="provider-facts">
      {account !== '' && (
        <div>
          <dt>Account</dt>
          <dd className="provider-account">{account}</dd>
        </div>
      )}
      {kind === 'influencers_club' && (
        <div>
          <dt>Credits left</dt>
          <dd>{creditsLeft === null ? 'not said' : formatDecimal(creditsLeft)}</dd>
        </div>
      )}
      <div>
        <dt>Checked</dt>
        <dd>{checkedAt ? <When at={checkedAt} /> : 'not yet'}</dd>
      </div>
    </dl>
  )
}
