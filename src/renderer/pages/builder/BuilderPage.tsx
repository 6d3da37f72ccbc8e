import { useEffect } from 'react'
import { Link, Redirect, useParams } from 'wouter'
import { Page } from '../../components/frame/Page.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { AudienceStep } from './audience/AudienceStep.tsx'
import './builder.css'
import './audience/audience.css'
import './sequence/sequence.css'
import './schedule/schedule.css'
import './review/review.css'
import './discovery/discovery.css'
import { ApplyChanges } from './ApplyChanges.tsx'
import { ConflictNote } from './ConflictNote.tsx'
import { BuilderProvider, useDraft } from './draft/builder-context.tsx'
import { type BuilderStep, builderSteps } from './draft/steps.ts'
import { NameField } from './NameField.tsx'
import { NextButton } from './NextButton.tsx'
import { Rail } from './Rail.tsx'
import { ReviewStep } from './review/ReviewStep.tsx'
import { SaveState } from './SaveState.tsx'
import { ScheduleStep } from './schedule/ScheduleStep.tsx'
import { SequenceStep } from './sequence/SequenceStep.tsx'

const parts = { audience: AudienceStep, sequence: SequenceStep, schedule: ScheduleStep, review: ReviewStep }

/** A campaign while it is built, and its steps and settings while it runs. */
export default function BuilderPage() {
  const params = useParams<{ id: string; step?: string }>()
  const step = builderSteps.find((one) => one === params.step)
  if (!step) return <Redirect to={`/campaigns/${params.id}/build/audience`} replace />
  return <BuilderOf key={params.id} id={Number(params.id)} step={step} />
}

function BuilderOf({ id, step }: { id: number; step: BuilderStep }) {
  const { draft, state, saving } = useDraft(id)
  const { base, problem } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is the reason to look where the focus is
  useEffect(() => {
    // What had the focus went away with the step before: on into the new one.
    if (document.activeElement === document.body) document.getElementById('page')?.focus({ preventScroll: true })
  }, [step])
  if (!base) {
    return (
      <Page title="Campaign">
        {problem ? (
          <ProblemNote problem={problem} action={{ label: 'Try again', run: draft.touch }} />
        ) : (
          <SkeletonRows label="Loading the campaign" />
        )}
      </Page>
    )
  }
  const Part = parts[step]
  return (
    <BuilderProvider id={id} draft={draft} base={base} saving={saving}>
      <Page
        bare
        title={base.campaign.name}
        heading={
          <>
            <Link
              href={base.campaign.status === 'draft' ? '/campaigns' : `/campaigns/${id}`}
              className="bd-back-link"
              aria-label={base.campaign.status === 'draft' ? 'Back to the campaigns' : 'Back to the campaign'}
            >
              <Icon name="left" />
            </Link>
            <NameField />
          </>
        }
        actions={<SaveState />}
      >
        <div className="bd-builder">
          <div className="bd-builder-head">
            <Rail current={step} />
            <div className="bd-builder-head-end">
              <ApplyChanges />
              <NextButton current={step} />
            </div>
          </div>
          {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: draft.touch }} />}
          <Part />
        </div>
        <ConflictNote />
      </Page>
    </BuilderProvider>
  )
}
