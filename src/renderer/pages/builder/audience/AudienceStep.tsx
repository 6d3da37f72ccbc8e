import { builderAudiences } from '../audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { AudienceKind } from './AudienceKind.tsx'

/** Who gets the campaign: people who are chosen, or new ones found every day. */
export function AudienceStep() {
  const { campaign, hasEnded } = useBuilder()
  const { Form } = builderAudiences[campaign.audience]
  return (
    <>
      {!hasEnded && <AudienceKind />}
      <Form />
    </>
  )
}
