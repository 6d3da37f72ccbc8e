import { Autocomplete, Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ContactSelection } from '../../../shared/schemas/contacts.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveValue } from '../../hooks/use-live.ts'
import { counted, formatCount } from '../../lib/words/counts.ts'
import { toasts } from '../../stores/toasts.ts'

export type BulkKind = 'addTag' | 'removeTag' | 'campaign' | 'suppress' | 'delete'

interface Props {
  kind: BulkKind
  count: number
  selection: ContactSelection
  onClose(): void
  onDone(): void
}

/** Asks with the number, does it, and says what came of it. */
export function BulkDialog({ kind, count, selection, onClose, onDone }: Props) {
  const desk = useDesk()
  const action = useAction()
  const [tag, setTag] = useState('')
  const [campaignId, setCampaignId] = useState('')
  const many = counted(count, 'contact', 'contacts')
  const { title, text, verb, busy } = words(kind, many)
  const needs = kind === 'campaign' ? campaignId === '' : (kind === 'addTag' || kind === 'removeTag') && tag.trim() === ''

  async function work(): Promise<void> {
    if (kind === 'campaign') {
      const { added, alreadyIn, suppressed } = await desk.client.recipients.add({ id: Number(campaignId), ...selection })
      const rest = [
        alreadyIn > 0 && `${formatCount(alreadyIn)} were in already`,
        suppressed > 0 && `${formatCount(suppressed)} are never contacted`,
      ]
      toasts.say([`${counted(added, 'contact', 'contacts')} added to the campaign`, ...rest.filter(Boolean)].join(', '), { hue: 'good' })
    } else {
      const { affected } = await desk.client.contacts.bulk({ selection, action: kind, ...(tag.trim() && { tag: tag.trim() }) })
      toasts.say(outcome(kind, affected, tag.trim()), { hue: 'good' })
    }
    onDone()
  }

  return (
    <Dialog
      title={title}
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose} {...(kind === 'delete' && { 'data-autofocus': true })}>
            Cancel
          </Button>
          <ActionButton
            busy={action.busy}
            busyLabel={busy}
            onClick={() => !needs && void action.run(work)}
            {...(kind === 'delete' || kind === 'suppress' ? { color: 'red' } : {})}
          >
            {verb}
          </ActionButton>
        </>
      }
    >
      <p>{text}</p>
      {(kind === 'addTag' || kind === 'removeTag') && <TagInput value={tag} onChange={setTag} />}
      {kind === 'campaign' && <CampaignInput value={campaignId} onChange={setCampaignId} />}
    </Dialog>
  )
}

function TagInput({ value, onChange }: { value: string; onChange(tag: string): void }) {
  const desk = useDesk()
  const { value: tags } = useLiveValue(
    'tags',
    () => desk.client.contacts.tags(),
    () => false,
  )
  return (
    <Autocomplete
      label="Tag"
      data-autofocus
      maxLength={60}
      data={(tags ?? []).map(({ tag }) => tag)}
      value={value}
      onChange={onChange}
      limit={8}
    />
  )
}

function CampaignInput({ value, onChange }: { value: string; onChange(id: string): void }) {
  const desk = useDesk()
  const { value: page } = useLiveValue(
    'campaigns',
    () => desk.client.campaigns.list({ limit: 500 }),
    () => false,
  )
  const open = (page?.items ?? []).filter(({ status }) => status !== 'completed' && status !== 'cancelled')
  if (page && open.length === 0) return <p className="muted">There is no campaign that takes people. Make one first.</p>
  return (
    <NativeSelect
      label="Campaign"
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'Choose a campaign' },
        ...open.map(({ id, name, status }) => ({ value: String(id), label: `${name} (${status})` })),
      ]}
    />
  )
}

function words(kind: BulkKind, many: string): { title: string; text: string; verb: string; busy: string } {
  switch (kind) {
    case 'addTag':
      return { title: `Add a tag to ${many}`, text: 'Those who have it already stay as they are.', verb: `Tag ${many}`, busy: 'Tagging' }
    case 'removeTag':
      return {
        title: `Remove a tag from ${many}`,
        text: 'Those who do not have it stay as they are.',
        verb: `Untag ${many}`,
        busy: 'Untagging',
      }
    case 'campaign':
      return {
        title: `Add ${many} to a campaign`,
        text: 'Whoever is in it already, or is never to be contacted, stays out. In an active campaign their messages are planned at once.',
        verb: `Add ${many}`,
        busy: 'Adding',
      }
    case 'suppress':
      return {
        title: `Never contact ${many} again?`,
        text: 'Their addresses go on the list of those who are never contacted. All campaigns stop for them now.',
        verb: `Never contact ${many}`,
        busy: 'Stopping',
      }
    case 'delete':
      return {
        title: `Delete ${many}?`,
        text: 'Campaigns stop for them. What was sent stays in the campaigns. Who asked not to be contacted stays on that list. This cannot be undone.',
        verb: `Delete ${many}`,
        busy: 'Deleting',
      }
  }
}

function outcome(kind: Exclude<BulkKind, 'campaign'>, affected: number, tag: string): string {
  const many = counted(affected, 'contact', 'contacts')
  if (kind === 'addTag') return `${many} newly tagged “${tag}”`
  if (kind === 'removeTag') return `“${tag}” removed from ${many}`
  if (kind === 'suppress') return `${many} newly on the list of those never contacted`
  return `${many} deleted`
}
