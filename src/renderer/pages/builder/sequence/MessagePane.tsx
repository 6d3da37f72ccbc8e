import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { Letter } from './Letter.tsx'
import { PersonSwitch } from './PersonSwitch.tsx'
import { TestMailDialog } from './TestMailDialog.tsx'
import type { ShownPeople } from './use-people.ts'
import { usePreview } from './use-preview.ts'

/** The real message, as one person would get it. */
export function MessagePane({ step, people }: { step: Step; people: ShownPeople }) {
  const { base } = useBuilder()
  const { preview, problem } = usePreview(step, people.current, base.campaign.version)
  const [testing, setTesting] = useState(false)
  const shown = preview?.stepId === step.id ? preview : null
  return (
    <section className="panel message-pane" aria-label="The message">
      <div className="bd-message-head">
        <PersonSwitch people={people} />
      </div>
      <div className="bd-message-scroll">
        {problem && <ProblemNote problem={problem} />}
        {step.body === '' ? (
          <p className="muted bd-message-empty">Write a text, and the message appears here.</p>
        ) : (
          shown && <Letter preview={shown} />
        )}
      </div>
      <div className="bd-message-foot">
        <span className="small muted clip">{people.isFound ? sampleInWords(people) : ''}</span>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="send" />} onClick={() => setTesting(true)}>
          Send a test to myself
        </Button>
      </div>
      {testing && <TestMailDialog step={step} contactId={people.current?.contactId ?? null} onClose={() => setTesting(false)} />}
    </section>
  )
}

function sampleInWords({ current }: ShownPeople): string {
  return current ? 'From your last look' : 'A sample: nobody is in yet'
}
