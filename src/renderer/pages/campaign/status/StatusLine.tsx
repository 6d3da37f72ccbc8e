import { Icon } from '../../../components/Icon.tsx'
import { When } from '../../../components/When.tsx'
import { audiences } from '../../../lib/audiences/index.ts'
import { campaignStatusViews } from '../../../lib/campaigns/words.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'

/** In one line: what the campaign does now, or why it does not and until when. */
export function StatusLine({ campaign }: { campaign: CampaignRow }) {
  const { status, waiting, nextSendAt, reason, stepCount, stats, audience } = campaign
  const next = waiting?.until ?? nextSendAt
  const { icon, hue, word } = campaignStatusViews[status]
  if (status === 'draft') {
    return (
      <p className="status-line">
        <Icon name="draft" className="hue-quiet" />
        <span>Nothing is sent before you activate it.</span>
        <span className="muted">{missingOf(stepCount, audiences[audience].findsPeople || stats.recipients > 0)}</span>
      </p>
    )
  }
  const sending = waiting === null || waiting.reason === 'gap'
  if (!sending) {
    return (
      <p className="status-line">
        <Icon name={waiting.until === null ? 'alert' : 'clock'} className={waiting.until === null ? 'hue-needs' : 'hue-waiting'} />
        <span>{waiting.message}</span>
        <span className="muted">{waiting.until ? <Until at={waiting.until} /> : 'Until you act'}</span>
      </p>
    )
  }
  return (
    <p className="status-line">
      <Icon name={icon} className={`hue-${hue}`} />
      <span>{reason || (next ? 'Sending, one message at a time' : word)}</span>
      {next && (
        <span className="muted">
          The next leaves <When at={next} />
        </span>
      )}
    </p>
  )
}

function Until({ at }: { at: string }) {
  return (
    <>
      Goes on <When at={at} />
    </>
  )
}

function missingOf(steps: number, hasPeople: boolean): string {
  const missing = [...(hasPeople ? [] : ['its people']), ...(steps === 0 ? ['its messages'] : [])]
  return missing.length === 0 ? 'Review it, and activate it when it says what you mean.' : `It still needs ${missing.join(' and ')}.`
}
