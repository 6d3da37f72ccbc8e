import { Button, Progress } from '@mantine/core'
import { Link } from 'wouter'
import type { Mailbox } from '../../../shared/schemas/mailboxes.ts'
import { Icon } from '../../components/Icon.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { When } from '../../components/When.tsx'
import { useClock } from '../../hooks/desk-context.tsx'
import { pauseInWords } from '../../lib/mailboxes/gap.ts'
import { mailboxView, presetNames } from '../../lib/mailboxes/words.ts'
import { formatCount, percentUsed } from '../../lib/words/counts.ts'
import { MendAction } from './MendAction.tsx'

/** One mailbox at a glance: how it is, what it did today, and the one thing that puts it right. */
export function MailboxCard({ mailbox }: { mailbox: Mailbox }) {
  return (
    <li className="mailbox-card" aria-label={mailbox.email}>
      <div className="mailbox-head">
        <div className="mailbox-name clip">
          <Link href={`/mailboxes?open=${mailbox.id}`} title={mailbox.email}>
            {mailbox.email}
          </Link>
          <div className="muted small clip">{[mailbox.senderName, presetNames[mailbox.preset]].filter(Boolean).join(' · ')}</div>
        </div>
        <StatusBadge view={mailboxView(mailbox)} />
        <Button component={Link} href={`/mailboxes?open=${mailbox.id}`} size="compact-sm" variant="default">
          Edit
        </Button>
      </div>
      <MailboxState mailbox={mailbox} />
      <MailboxFacts mailbox={mailbox} />
    </li>
  )
}

/** What is wrong in words, and the one action that mends it; then what is worth knowing. */
export function MailboxState({ mailbox }: { mailbox: Mailbox }) {
  const { reason, syncError, warnings, mend } = mailbox
  const words = reason || (syncError && `Replies cannot be read. ${syncError}`) || ''
  return (
    <>
      {(words || mend) && (
        <div className="note">
          <Icon name={mailbox.status === 'paused' && mend !== 'resume' ? 'alert' : 'info'} className={`hue-${mailboxView(mailbox).hue}`} />
          <div>
            <p>{words || 'It has not been tested with these settings.'}</p>
          </div>
          <MendAction mailbox={mailbox} />
        </div>
      )}
      {warnings.length > 0 && (
        <ul className="mailbox-warnings" aria-label="Worth knowing">
          {warnings
            .filter((warning) => words || !mend || !warning.includes('has not been tested'))
            .map((warning) => (
              <li key={warning}>
                <Icon name="warning" className="hue-waiting" />
                <span>{warning}</span>
              </li>
            ))}
        </ul>
      )}
    </>
  )
}

export function MailboxFacts({ mailbox }: { mailbox: Mailbox }) {
  const { now } = useClock()
  const { sentToday, dailyCap, nextSendAt, lastSyncedAt } = mailbox
  const gapRuns = nextSendAt !== null && Date.parse(nextSendAt) > now
  return (
    <dl className="mailbox-facts">
      <div>
        <dt>Sent today</dt>
        <dd>
          {formatCount(sentToday)} of {formatCount(dailyCap)}
          <Progress
            mt={4}
            w={120}
            size={4}
            value={percentUsed(sentToday, dailyCap)}
            aria-label={`${sentToday} of ${dailyCap} messages sent today`}
          />
        </dd>
      </div>
      <div>
        <dt>Next message</dt>
        <dd>{gapRuns ? <>not before {nextSendAt && <When at={nextSendAt} />}</> : 'any time, by the plan'}</dd>
      </div>
      <div>
        <dt>Replies read</dt>
        <dd>{lastSyncedAt ? <When at={lastSyncedAt} /> : 'not yet'}</dd>
      </div>
      <div>
        <dt>Pause between messages</dt>
        <dd>{pauseInWords(mailbox.gapSeconds, mailbox.gapJitterSeconds)}</dd>
      </div>
    </dl>
  )
}
