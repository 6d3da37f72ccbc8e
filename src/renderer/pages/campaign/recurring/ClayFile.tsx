import { useRef, useState } from 'react'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { saveFile } from '../../../lib/browser/save-file.ts'
import { importInWords } from '../../../lib/runs/words.ts'
import { counted } from '../../../lib/words/counts.ts'
import type { Problem } from '../../../lib/words/problem.ts'
import { toasts } from '../../../stores/toasts.ts'

interface Props {
  campaignId: number
  waiting: number
  onTaken(): void
}

/** What the contract takes. */
const mostCharacters = 5_000_000
const tooLong: Problem = {
  code: 'TOO_LONG',
  message: 'The file is longer than 5 million characters.',
  advice: 'Export only the columns with our id and the address, or split it into several files.',
}

/** The way to a Clay table and back: a file of those who wait, and the table's export with their addresses. */
export function ClayFile({ campaignId, waiting, onTaken }: Props) {
  const { runs } = useDesk().client
  const download = useAction()
  const upload = useAction()
  const chooser = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState<Problem | null>(null)

  async function save(): Promise<void> {
    const { fileName, content } = await runs.exportForClay({ id: campaignId })
    saveFile(new Blob([content], { type: 'text/csv;charset=utf-8' }), fileName)
  }

  async function take(file: File): Promise<void> {
    // A character takes at most four bytes: what is longer need not be read.
    const content = file.size > mostCharacters * 4 ? null : await file.text()
    if (content === null || content.length > mostCharacters) return setRefused(tooLong)
    setRefused(null)
    // Said at the screen's edge: once nobody waits any more, this part is gone.
    toasts.say(importInWords(await runs.importFromClay({ id: campaignId, content })))
    onTaken()
  }

  const problem = download.problem ?? upload.problem ?? refused
  return (
    <section className="clay-file" aria-label="Clay table">
      <div className="note">
        <Icon name="people" className="hue-waiting" />
        <div>
          <p>
            <strong>{counted(waiting, 'person waits', 'people wait')} for addresses from your Clay table.</strong>
          </p>
          <p className="muted">
            Download them, let your table find the addresses, and upload its export: it is matched by the id in the file.
          </p>
        </div>
        <ActionButton
          size="compact-sm"
          variant="default"
          busy={download.busy}
          busyLabel="One moment"
          onClick={() => void download.run(save)}
        >
          Download CSV
        </ActionButton>
        <ActionButton size="compact-sm" variant="default" busy={upload.busy} busyLabel="Reading" onClick={() => chooser.current?.click()}>
          Upload the export
        </ActionButton>
        <input
          ref={chooser}
          type="file"
          accept=".csv,text/csv"
          hidden
          aria-label="The export of your Clay table"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            // The same file can be chosen again.
            event.currentTarget.value = ''
            if (file) void upload.run(() => take(file))
          }}
        />
      </div>
      {problem && <ProblemNote problem={problem} />}
    </section>
  )
}
