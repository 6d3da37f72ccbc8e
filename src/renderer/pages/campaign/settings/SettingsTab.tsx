import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { Mailbox } from '../../../../shared/schemas/mailboxes.ts'
import { When } from '../../../components/When.tsx'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { scheduleInWords } from '../../../lib/campaigns/schedule.ts'
import { audienceWords } from '../../../lib/campaigns/words.ts'
import { chainInWords, paceInWords, whomInWords } from '../../../lib/discovery/words.ts'
import { dayInWords } from '../../../lib/time/days.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'

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
        {campaign.discovery ? (
          <LooksFor campaign={campaign} discovery={campaign.discovery} ended={ended} />
        ) : (
          <Setting title="Who enters">{audienceWords[campaign.audience]}: the people you choose</Setting>
        )}
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

/** Whom a recurring campaign looks for, how many, and who is asked for their addresses. */
function LooksFor({ campaign, discovery, ended }: { campaign: CampaignRow; discovery: DiscoveryAudience; ended: boolean }) {
  const { id, testMode } = campaign
  const { place } = useDesk()
  const invented = testMode || place === 'sandbox'
  return (
    <>
      <Setting title="Whom it looks for">
        <span>{whomInWords(discovery.criteria)}</span>{' '}
        {!ended && (
          <Button
            size="compact-xs"
            variant="default"
            component={Link}
            href={`/campaigns/${id}/build/audience`}
            aria-label="Edit whom it looks for"
          >
            Edit
          </Button>
        )}
      </Setting>
      <Setting title="How many">{paceInWords(discovery)}</Setting>
      <Setting title="Addresses from">
        {invented ? 'Nobody: they are invented, for about three in four' : chainInWords(discovery.enrichment)}
      </Setting>
      <Setting title="Credits of a day">
        {discovery.followUpsFirst ? 'Follow-ups first, new people with what is left' : 'New people first, follow-ups with what is left'}
        {discovery.share > 1 && `; its share among recurring campaigns counts ${discovery.share} times`}
      </Setting>
    </>
  )
}

function Setting({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
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
