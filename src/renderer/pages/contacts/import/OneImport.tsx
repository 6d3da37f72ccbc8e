import { Button, Progress, Skeleton } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { ContactImport } from '../../../../shared/schemas/contacts.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { useNewCampaign } from '../../../hooks/use-new-campaign.ts'
import { formatCount, percentUsed } from '../../../lib/words/counts.ts'
import { Rejected } from './Rejected.tsx'
import { importViews, sizeInWords } from './words.ts'

/** An import: how far it is, and what came of it. It goes on without this page. */
export function OneImport({ id, onAnother }: { id: number; onAnother(): void }) {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const cancelling = useAction()
  const newCampaign = useNewCampaign()
  const { value, problem, set, touch } = useLiveValue(
    `import ${id}`,
    () => desk.client.contacts.getImport({ id }),
    (event) => event.type === 'import.changed',
  )
  const rate = useRate(value)
  useEffect(() => desk.follow({ touch: () => {}, resync: () => {}, progress: (said) => said.id === id && set(said) }), [desk, id, set])
  if (!value)
    return problem ? <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} /> : <Skeleton height={160} radius="xs" />
  const open = value.status === 'queued' || value.status === 'running'
  return (
    <section className="panel one-import" aria-label={`Import of ${value.fileName}`}>
      <div className="panel-head">
        <div className="panel-title">
          <h2 className="clip" title={value.fileName}>
            {value.fileName}
          </h2>
          <StatusBadge view={importViews[value.status]} />
        </div>
        {value.reason && <p>{value.reason}</p>}
        {cancelling.problem && <ProblemNote problem={cancelling.problem} />}
        {open && (
          <>
            <Progress value={percentUsed(value.bytesRead, value.bytesTotal)} aria-label="Part of the file that was imported" />
            <div className="import-progress">
              <p className="muted" data-testid="import-progress">
                {value.status === 'queued'
                  ? 'Waits for the import before it.'
                  : `${sizeInWords(value.bytesRead)} of ${sizeInWords(value.bytesTotal)}${rate > 0 ? `, ${formatCount(rate)} rows a second` : ''}. It goes on when you leave this page.`}
              </p>
              <ActionButton
                size="xs"
                variant="default"
                busy={cancelling.busy}
                busyLabel="Cancelling"
                onClick={() => void cancelling.run(async () => set(await desk.client.contacts.cancelImport({ id })))}
              >
                Cancel import
              </ActionButton>
            </div>
          </>
        )}
      </div>
      <dl className="import-counts" data-testid="import-counts">
        <Figure name="Rows read" value={value.rowsRead} />
        <Figure name="New contacts" value={value.created} />
        <Figure name="Merged" value={value.merged} />
        <Figure name="Skipped" value={value.skipped} />
        <Figure name="Rejected" value={value.rejected} />
      </dl>
      {!open && (
        <div className="import-next">
          {value.created + value.merged > 0 && <Button onClick={() => navigate(`/contacts?import=${id}`)}>Show these contacts</Button>}
          {value.created + value.merged > 0 && (
            <ActionButton variant="default" busy={newCampaign.busy} busyLabel="One moment" onClick={() => newCampaign.run('list')}>
              Write a campaign
            </ActionButton>
          )}
          <Button variant="default" onClick={onAnother}>
            Import another file
          </Button>
        </div>
      )}
      {newCampaign.problem && <ProblemNote problem={newCampaign.problem} />}
      {!open && value.rejected > 0 && <Rejected id={id} fileName={value.fileName} count={value.rejected} />}
    </section>
  )
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={value === 0 ? 'muted' : undefined}>{formatCount(value)}</dd>
    </div>
  )
}

/** Rows a second over the last few seconds that this page saw. */
function useRate(value: ContactImport | null): number {
  const seen = useRef<{ at: number; rows: number }[]>([])
  const [rate, setRate] = useState(0)
  const rows = value?.rowsRead ?? 0
  useEffect(() => {
    const now = performance.now()
    seen.current = [...seen.current.filter(({ at }) => now - at < 5000), { at: now, rows }]
    const [first] = seen.current
    if (first && now - first.at > 300) setRate(Math.round(((rows - first.rows) / (now - first.at)) * 1000))
  }, [rows])
  return rate
}
