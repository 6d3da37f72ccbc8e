import { Checkbox, Textarea } from '@mantine/core'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { settingsKey } from '../draft/draft.ts'
import { Mailboxes } from './Mailboxes.tsx'
import { PlanSummary } from './PlanSummary.tsx'
import { WindowFields } from './WindowFields.tsx'

/** When it sends, and from where; on the right what comes of it, in plain words. */
export function ScheduleStep() {
  const { campaign, draft, saving, hasEnded } = useBuilder()
  const refused = saving.refused.get(settingsKey)
  return (
    <div className="bd-schedule">
      <div className="panel bd-schedule-form">
        {refused && <ProblemNote problem={{ ...refused, message: `Not saved: ${refused.message}` }} />}
        <WindowFields />
        <Mailboxes />
        <section aria-label="Rules" className="bd-schedule-part">
          <h2>Rules</h2>
          <Checkbox
            label="An answer stops everybody at the same company"
            description="Told by the domain of the address; never for free mail such as gmail.com"
            disabled={hasEnded}
            checked={campaign.stopByCompany}
            onChange={(event) => draft.editSettings({ stopByCompany: event.currentTarget.checked })}
          />
          <Textarea
            label="Opt-out line"
            description="Stands below every message. Empty: no such line"
            autosize
            minRows={2}
            maxRows={4}
            maxLength={500}
            readOnly={hasEnded}
            value={campaign.optOutLine}
            onChange={(event) => draft.editSettings({ optOutLine: event.currentTarget.value })}
          />
        </section>
      </div>
      <PlanSummary />
    </div>
  )
}
