import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { Mailbox } from '../../../../shared/schemas/mailboxes.ts'
import { When } from '../../../components/When.tsx'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { scheduleInWords } from '../../../lib/campaigns/schedule.ts'
import { dayInWords } from '../../../lib/time/days.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { Setting } from './Setting.tsx'
import { WhoEnters } from './WhoEnters.tsx'

/** How the campaign is set. It is changed in one place, the builder, which says first what a change would do. */
export function SettingsTab({ campaign }: { campaign: CampaignRow }) {
  const desk = useDesk()
  const { reading } = useClock()
  const mailboxes = useStore(desk.mailboxes.store, (state) => state.value)
  const { id, status, schedule, stopByCompany, optOutLine } = campaign
  const ended = status === 'completed' || status === 'cancelled'
  return (
    <section className="panel campaign-settings" aria-label="Settings">
      <div className="list-head">
        <h2>How it is set</h2>
        {!ended && (
          <Button size="compact-sm" variant="default" component={Link} href={`/campaigns/${id}/build/schedule`}>
            Change
          </Button>
        )}
      </div>
      <dl className="settings-list scroll">
        <WhoEnters campaign={campaign} ended={ended} />
        <Setting title="When it sends">
          {scheduleInWords(schedule, reading.hour12)}
          {schedule.startDate && <>, from {dayInWords(schedule.startDate)}</>}
        </Setting>
        <Setting title="From">{mailboxes ? <MailboxNames ids={campaign.mailboxIds} mailboxes={mailboxes} /> : '…'}</Setting>
        <Setting title="An answer stops">
          {stopByCompany ? 'Everybody at that company (never at free-mail domains)' : 'That person'}
        </Setting>
        <Setting title="Below every message">
          {optOutLine ? <span className="opt-out">{optOutLine}</span> : <span className="muted">No opt-out line</span>}
        </Setting>
        <Setting title="Made">
          <When at={campaign.createdAt} />
        </Setting>
        {campaign.activatedAt && (
          <Setting title="Activated">
            <When at={campaign.activatedAt} />
          </Setting>
        )}
        {campaign.finishedAt && (
          <Setting title="Ended">
            <When at={campaign.finishedAt} />
          </Setting>
        )}
      </dl>
    </section>
  )
}

function MailboxNames({ ids, mailboxes }: { ids: readonly number[]; mailboxes: readonly Mailbox[] }) {
  const own = mailboxes.filter(({ id }) => ids.includes(id))
  if (own.length === 0) return <span className="hue-needs">No mailbox chosen: nothing can be sent</span>
  return (
    <ul>
      {own.map(({ id, email }) => (
        <li key={id}>{email}</li>
      ))}
    </ul>
  )
}
