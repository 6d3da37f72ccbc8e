import { DiscoveryForm } from '../discovery/DiscoveryForm.tsx'
import { PreviewPane } from '../discovery/PreviewPane.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { AddPeople } from './AddPeople.tsx'
import { AudienceKind } from './AudienceKind.tsx'
import { PeopleIn } from './PeopleIn.tsx'

/** Who gets the campaign: people who are chosen, or new ones found every day. */
export function AudienceStep() {
  const { campaign, hasEnded } = useBuilder()
  return (
    <>
      {!hasEnded && <AudienceKind />}
      {campaign.audience === 'discovery' ? (
        <div className="bd-discovery">
          <DiscoveryForm />
          <PreviewPane />
        </div>
      ) : (
        <div className={hasEnded ? 'bd-audience bd-audience-ended' : 'bd-audience'}>
          {!hasEnded && <AddPeople />}
          <PeopleIn />
        </div>
      )}
    </>
  )
}
