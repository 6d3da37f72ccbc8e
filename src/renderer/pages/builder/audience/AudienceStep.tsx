import { useBuilder } from '../builder-context.tsx'
import { AddPeople } from './AddPeople.tsx'
import { PeopleIn } from './PeopleIn.tsx'

/** Who gets the campaign: add on the left, who is in on the right. */
export function AudienceStep() {
  const { hasEnded } = useBuilder()
  return (
    <div className={hasEnded ? 'bd-audience bd-audience-ended' : 'bd-audience'}>
      {!hasEnded && <AddPeople />}
      <PeopleIn />
    </div>
  )
}
