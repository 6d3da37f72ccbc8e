import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { useProviders } from '../../hooks/use-providers.ts'
import { providerNames, providerView } from '../../lib/discovery/providers.ts'

/** What finds people and their addresses, at a glance, and the way there. */
export function PeopleAndAddresses() {
  const { value, problem, touch } = useProviders()
  return (
    <div className="settings-card">
      <p className="muted">Campaigns with new people every day find them by these services, with keys of your own.</p>
      {value && (
        <dl className="settings-facts">
          {value.map((provider) => (
            <div key={provider.kind} className="settings-fact">
              <dt>{providerNames[provider.kind]}</dt>
              <dd>
                <StatusBadge view={providerView(provider)} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {!value && problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />}
      <div className="settings-row">
        <Button variant="default" component={Link} href="/providers">
          Keys and settings
        </Button>
      </div>
    </div>
  )
}
