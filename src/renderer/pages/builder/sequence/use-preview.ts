import { useEffect, useState } from 'react'
import type { Preview, Step } from '../../../../shared/schemas/campaigns.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { type Problem, toProblem } from '../../../lib/words/problem.ts'
import type { Person } from './use-people.ts'

export interface ShownPreview {
  preview: Preview | null
  problem: Problem | null
}

/** Short: the message follows the typing. */
const pauseMs = 120

/**
 * The message as the engine would write it for somebody, with the text that is being typed. Only the newest answer counts.
 * @param version of the campaign: what else goes into a message may have changed with it
 */
export function usePreview(step: Step, person: Pick<Person, 'contactId' | 'creator'> | null, version: number): ShownPreview {
  const desk = useDesk()
  const [shown, setShown] = useState<ShownPreview>({ preview: null, problem: null })
  const contactId = person?.contactId ?? null
  const creator = person?.creator ?? null
  const { id: stepId, campaignId, subject, body } = step
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a reason to look again
  useEffect(() => {
    // An empty text is no message; the page says so itself.
    if (body === '') return
    let current = true
    const timer = setTimeout(() => {
      desk.client.sequences
        .preview({ id: campaignId, step: stepId, subject, body, ...(contactId !== null && { contactId }), ...(creator && { creator }) })
        .then((preview) => current && setShown({ preview, problem: null }))
        .catch((error: unknown) => current && setShown((before) => ({ ...before, problem: toProblem(error) })))
    }, pauseMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [desk, campaignId, stepId, subject, body, contactId, creator, version])
  return shown
}
