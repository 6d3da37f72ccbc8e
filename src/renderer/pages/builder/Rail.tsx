import { Link } from 'wouter'
import { Icon } from '../../components/Icon.tsx'
import { useBuilder } from './draft/builder-context.tsx'
import { type BuilderStep, builderSteps, stepTitles } from './draft/steps.ts'
import { stepState } from './step-state.ts'

/** The four steps, free to jump; each says whether it is complete, or what is missing. */
export function Rail({ current }: { current: BuilderStep }) {
  const { id, review, campaign, steps } = useBuilder()
  return (
    <nav className="bd-rail" aria-label="Steps of the campaign">
      <ol>
        {builderSteps.map((step, index) => {
          const { state, word } = stepState(step, review.value, { campaign, steps })
          return (
            <li key={step}>
              <Link
                href={`/campaigns/${id}/build/${step}`}
                className="bd-rail-step"
                data-state={state}
                aria-current={step === current ? 'step' : undefined}
              >
                <span className="bd-rail-mark" aria-hidden="true">
                  {state === 'complete' ? <Icon name="check" className="hue-good" /> : index + 1}
                </span>
                <span className="bd-rail-title">{stepTitles[step]}</span>
                <span className={`small clip ${state === 'open' ? 'hue-waiting' : 'muted'}`}>
                  {state === 'open' && <span className="visually-hidden">Missing: </span>}
                  {word}
                </span>
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
