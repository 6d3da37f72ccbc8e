import { Button } from '@mantine/core'
import type { Run } from '../../../../shared/schemas/runs.ts'
import type { Today } from '../../../../shared/schemas/today.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { DayDots } from '../../../components/day-line/DayLine.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { When } from '../../../components/When.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { type Outlook, runView, stageWords } from '../../../lib/runs/words.ts'
import { dayOf } from '../../../lib/today/day-of.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'

interface Props {
  campaign: CampaignRow
  outlook: Outlook
  /** Null until it is read. */
  today: Today | null
  onOutlook(outlook: Outlook): void
  onOpen(day: string): void
}

/** The run that is on: how far it is, its messages as a line, what it waits for, and who goes first tomorrow. */
export function TodaysRun({ campaign, outlook, today, onOutlook, onOpen }: Props) {
  const { current, carried, nextRunAt } = outlook
  const own = today && dayOf(today, campaign.id, current?.replies ?? 0)
  const drawn = own !== null && own.dots.length > 0
  const provider = current?.waiting?.reason === 'provider' ? current.waiting.message : null
  return (
    <section className="panel todays-run" aria-label="Today's plan">
      <div className="list-head">
        <h2>Today's plan</h2>
        {current && <StatusBadge view={runView(current)} />}
        {current && <span className="muted small todays-figures">{figuresInWords(current)}</span>}
        {current && (
          <Button size="compact-sm" variant="default" onClick={() => onOpen(current.day)}>
            All of today
          </Button>
        )}
      </div>
      <div className="todays-body">
        {current && provider !== null && <Waiting campaignId={campaign.id} run={current} onOutlook={onOutlook} />}
        {drawn && <DayDots today={own} />}
        {!drawn && provider === null && (
          <p className="muted">
            {withoutMessages(current, today, campaign.testMode)}
            {!current && nextRunAt !== null && (
              <>
                {' '}
                The next run begins <When at={nextRunAt} />.
              </>
            )}
          </p>
        )}
        {current?.reason && current.reason !== provider && <p>{current.reason}</p>}
        {carried.length > 0 && <Carried carried={carried} />}
      </div>
    </section>
  )
}

/** What is found and planned, as far as the run has come; first messages and follow-ups apart from each other. */
function figuresInWords(run: Run): string {
  const searched = run.stage !== 'discovering'
  const planning = searched && run.stage !== 'enriching'
  const firstOnes = `${counted(run.planned, 'first message', 'first messages')} planned`
  const parts = [
    `${formatCount(run.found)} of ${formatCount(run.wanted)} found`,
    searched ? counted(run.emailsFound, 'address', 'addresses') : '',
    planning || run.planned > 0 ? `${firstOnes}, ${formatCount(run.sent)} sent` : '',
    run.followUps > 0 ? `${counted(run.followUps, 'follow-up', 'follow-ups')} sent` : '',
  ]
  return parts.filter(Boolean).join(' · ')
}

function withoutMessages(current: Run | null, today: Today | null, testMode: boolean): string {
  if (today && today.groups.length > 0) return 'So many messages leave today that those of one campaign are not drawn one by one.'
  if (current === null) return 'No run is on right now.'
  if (current.stage === 'discovering' || current.stage === 'enriching') {
    return `It is ${stageWords[current.stage]}. Its messages stand here as soon as they have a time.`
  }
  if (testMode && current.stage === 'sending') return 'In test mode no message leaves, so none is drawn here. Who is next stands below.'
  return current.stage === 'done' ? 'Nothing more leaves today.' : 'Nothing is planned for today.'
}

function Waiting({ campaignId, run, onOutlook }: { campaignId: number; run: Run; onOutlook(outlook: Outlook): void }) {
  const desk = useDesk()
  const action = useAction()
  const { waiting } = run
  if (!waiting) return null
  return (
    <>
      <div className="note">
        <Icon name="clock" className="hue-waiting" />
        <div>
          <p>{waiting.message}</p>
          <p className="muted">
            {waiting.until ? (
              <>
                It is tried again <When at={waiting.until} />.
              </>
            ) : (
              'It goes on once you have seen to it.'
            )}
          </p>
        </div>
        <ActionButton
          size="compact-sm"
          variant="default"
          busy={action.busy}
          busyLabel="Asking"
          onClick={() => void action.run(async () => onOutlook(await desk.client.runs.tryAgain({ id: campaignId })))}
        >
          Try again
        </ActionButton>
      </div>
      {action.problem && <ProblemNote problem={action.problem} />}
    </>
  )
}

function Carried({ carried }: { carried: Outlook['carried'] }) {
  const all = carried.reduce((sum, { count }) => sum + count, 0)
  return (
    <div className="carried">
      <Icon name="right" className="hue-waiting" />
      <strong>{counted(all, 'person goes', 'people go')} first in the next run</strong>
      <ul className="small muted">
        {carried.map(({ count, message }) => (
          <li key={message}>{carried.length === 1 ? message : `${formatCount(count)}: ${message}`}</li>
        ))}
      </ul>
    </div>
  )
}
