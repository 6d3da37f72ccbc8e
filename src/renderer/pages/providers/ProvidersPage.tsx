import '../../components/forms/cards.css'
import './providers.css'
import { useSearch } from 'wouter'
import type { Provider, ProviderKind } from '../../../shared/schemas/discovery.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Page } from '../../components/frame/Page.tsx'
import { WayBack } from '../../components/frame/WayBack.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useProviders } from '../../hooks/use-providers.ts'
import { ClayForms } from './ClayForms.tsx'
import { ProviderCard } from './ProviderCard.tsx'

const title = 'People and addresses'

/** The services that find people and their addresses; `?connect=clay` goes to the key of one. */
export default function ProvidersPage() {
  const desk = useDesk()
  const asked = new URLSearchParams(useSearch()).get('connect')
  const providers = useProviders()
  const { value, problem, touch, set } = providers
  const of = (kind: ProviderKind): Provider => value?.find((one) => one.kind === kind) ?? notConnected(kind)
  const onChange = (changed: Provider) => set((value ?? []).map((one) => (one.kind === changed.kind ? changed : one)))
  if (desk.place === 'sandbox') {
    return (
      <Page title={title} heading={<WayBack to="/settings/people" parent="Settings" title={title} />}>
        <section className="panel panel-whole" aria-label={title}>
          <EmptyState title="Nothing to connect here">
            In the sandbox people and their addresses are invented. Connect the services in your workspace.
          </EmptyState>
        </section>
      </Page>
    )
  }
  return (
    <Page title={title} heading={<WayBack to="/settings/people" parent="Settings" title={title} />}>
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />}
      {!value && !problem && <SkeletonRows label="Loading the providers" />}
      {value && (
        <div className="providers">
          <ProviderCard
            // A new wish from the palette is a new card: its field takes the focus.
            key={`club ${asked}`}
            provider={of('influencers_club')}
            takesFocus={asked === 'influencers_club'}
            onChange={onChange}
            onGone={touch}
          />
          <ProviderCard key={`clay ${asked}`} provider={of('clay')} takesFocus={asked === 'clay'} onChange={onChange} onGone={touch}>
            <ClayForms provider={of('clay')} onChange={onChange} />
          </ProviderCard>
        </div>
      )}
    </Page>
  )
}

function notConnected(kind: ProviderKind): Provider {
  return { kind, connected: false, account: '', checkedAt: null, problem: '', creditsLeft: null, clay: null, hasWebhookToken: false }
}
