import type { Campaign } from '../../../shared/schemas/campaigns.ts'
import { When } from '../../components/When.tsx'
import { isItsPace } from '../../lib/campaigns/why.ts'

/** Why nothing leaves, or when the next message does: the engine's own words. */
export function NextAction({ campaign }: { campaign: Pick<Campaign, 'waiting' | 'nextSendAt' | 'reason'> }) {
  const { waiting, nextSendAt, reason } = campaign
  if (waiting && !isItsPace(waiting.reason)) {
    return (
      <span className="clip" title={waiting.message}>
        {waiting.until && (
          <>
            <When at={waiting.until} />
            {' · '}
          </>
        )}
        <span className="muted">{waiting.message}</span>
      </span>
    )
  }
  const next = waiting?.until ?? nextSendAt
  if (next) {
    return (
      <span className="clip">
        Sends <When at={next} />
      </span>
    )
  }
  return (
    <span className="muted clip" title={reason}>
      {reason || 'Nothing is planned'}
    </span>
  )
}
