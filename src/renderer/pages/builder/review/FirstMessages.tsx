import type { Preview } from '../../../../shared/schemas/campaigns.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { builderAudiences } from '../audiences/index.ts'
import { useLastPreview } from '../discovery/last-preview.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { Letter } from '../sequence/Letter.tsx'

const howMany = 10

/** The first message of the first ten people, in full, as they would get it. */
export function FirstMessages() {
  const { id, steps, campaign } = useBuilder()
  const desk = useDesk()
  const [last] = useLastPreview(id)
  const first = steps[0]
  const standIns = builderAudiences[campaign.audience].standIns?.(last) ?? null
  const letters = useLiveValue(
    `letters ${id} ${last?.asked ?? ''}`,
    async (): Promise<Preview[]> => {
      if (!first) return []
      const { items } = await desk.client.recipients.list({ id, limit: howMany })
      const contacts = items.flatMap(({ contactId }) => (contactId === null ? [] : [contactId]))
      if (contacts.length === 0 && standIns) {
        return Promise.all(
          standIns.creators.map((creator) => desk.client.sequences.preview({ id, step: first.id, ...(creator && { creator }) })),
        )
      }
      return Promise.all(contacts.map((contactId) => desk.client.sequences.preview({ id, step: first.id, contactId })))
    },
    (event) => event.campaignId === id || event.type === 'contacts.changed',
  )
  if (!letters.value) {
    return letters.problem ? (
      <ProblemNote problem={letters.problem} action={{ label: 'Try again', run: letters.touch }} />
    ) : (
      <SkeletonRows label="Writing the messages" />
    )
  }
  if (letters.value.length === 0) {
    return <EmptyState title="No message yet">As soon as there are people and a first step, their messages stand here in full.</EmptyState>
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable with the keyboard
    <section className="scroll bd-letters" aria-label="First messages" tabIndex={0}>
      {standIns && letters.value[0]?.contactId === null && <p className="small muted bd-letters-note">{standIns.note}</p>}
      {letters.value.map((preview) => (
        <Letter key={preview.contactId ?? preview.to} preview={preview} />
      ))}
    </section>
  )
}
