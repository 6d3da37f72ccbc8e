import { Button } from '@mantine/core'
import { isMac, keysInWords, useCommands } from '../../hooks/commands.tsx'
import { useBuilder } from './draft/builder-context.tsx'
import { type BuilderStep, builderSteps, stepTitles } from './draft/steps.ts'

/** The primary action of the first three steps: on to the next one. The review has its own. */
export function NextButton({ current }: { current: BuilderStep }) {
  const { go, isDraft, saving } = useBuilder()
  const next = builderSteps[builderSteps.indexOf(current) + 1]
  const onward = () => next && !document.querySelector('[aria-modal="true"]') && go(next)
  // A change that waits to be looked at goes first.
  const keys = isDraft || saving.unsaved.size === 0 ? 'mod+enter' : undefined
  useCommands(
    next ? [{ id: 'builder next', title: `Go on to ${stepTitles[next].toLowerCase()}`, group: 'Campaign', keys, run: onward }] : [],
  )
  if (!next) return null
  return (
    <Button variant={isDraft ? 'filled' : 'default'} onClick={onward} title={keysInWords('mod+enter', isMac)}>
      Next: {stepTitles[next].toLowerCase()}
    </Button>
  )
}
