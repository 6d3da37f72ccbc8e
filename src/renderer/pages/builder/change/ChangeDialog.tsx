import { Button, Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ChangeImpact, PlannedChange } from '../../../../shared/schemas/campaigns.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Dialog } from '../../../components/Dialog.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { counted } from '../../../lib/words/counts.ts'
import { type Problem, toProblem } from '../../../lib/words/problem.ts'
import { ImpactText } from './ImpactText.tsx'

interface Props {
  campaignId: number
  /** What is about to be changed; asked of the engine once, when the dialog opens. */
  change: PlannedChange
  /** Makes the change. What it throws is shown, and the dialog stays. */
  onApply(): Promise<void>
  onClose(): void
}

/** What this will change: how many people, which messages, from when. Nothing is changed before it is applied. */
export function ChangeDialog({ campaignId, change, onApply, onClose }: Props) {
  const desk = useDesk()
  const action = useAction()
  const [asked] = useState(change)
  const [impact, setImpact] = useState<ChangeImpact | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    let current = true
    desk.client.campaigns.previewChange({ id: campaignId, change: asked }).then(
      (answer) => current && setImpact(answer),
      (error: unknown) => current && setProblem(toProblem(error)),
    )
    return () => {
      current = false
    }
  }, [desk, campaignId, asked])
  const apply = async () => {
    if (await action.run(onApply)) onClose()
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        {problem ? 'Close' : 'Cancel'}
      </Button>
      {impact && impact.changes.length > 0 && (
        <ActionButton busy={action.busy} busyLabel="Applying" onClick={apply}>
          {impact.recipientsAffected > 0 ? `Apply to ${counted(impact.recipientsAffected, 'person', 'people')}` : 'Apply the change'}
        </ActionButton>
      )}
    </>
  )
  return (
    <Dialog title="What this will change" problem={problem ?? action.problem} actions={actions} onClose={onClose}>
      {!impact && !problem && <Skeleton height={96} radius="xs" />}
      {impact && <ImpactText impact={impact} />}
    </Dialog>
  )
}
