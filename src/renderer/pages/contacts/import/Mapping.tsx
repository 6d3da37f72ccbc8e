import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { ColumnMapping, ImportAnalysis } from '../../../../shared/schemas/contacts.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Dialog } from '../../../components/Dialog.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import { MappingRow } from './MappingRow.tsx'
import { aboutRows, aboutRowsInWords, delimiters, encodings, sizeInWords } from './words.ts'

interface Props {
  fileName: string
  analysis: ImportAnalysis
  onBack(): void
  onStarted(id: number): void
}

/** So many columns are shown; a file may have ten thousand. */
const shownColumns = 200

/** Which column is what, what becomes of those who are known already, and then the question with the number. */
export function Mapping({ fileName, analysis, onBack, onStarted }: Props) {
  const desk = useDesk()
  const action = useAction()
  const [mapping, setMapping] = useState<readonly ColumnMapping[]>(analysis.mapping)
  const [duplicates, setDuplicates] = useState<'merge' | 'skip'>('merge')
  const [tags, setTags] = useState('')
  const [asking, setAsking] = useState(false)
  const [every, setEvery] = useState(false)
  const problem = useMemo(() => problemOf(mapping), [mapping])
  const rows = aboutRowsInWords(analysis)
  const headerOnly = aboutRows(analysis) === 0
  const shown = every ? mapping : mapping.slice(0, shownColumns)
  const kept = mapping.filter(({ field }) => field !== 'ignore').length

  function start(): void {
    void action.run(async () => {
      const { id } = await desk.client.contacts.import({
        uploadId: analysis.uploadId,
        fileName: fileName.slice(-255),
        mapping: [...mapping],
        duplicates,
        tags: tags.split(',').flatMap((tag) => tag.trim() || []),
      })
      onStarted(id)
    })
  }

  return (
    <section className="panel mapping" aria-label="Columns">
      <div className="panel-head">
        <div className="panel-title">
          <h2 className="clip" title={fileName}>
            {fileName}
          </h2>
          <span className="muted small whole">
            {sizeInWords(analysis.sizeBytes)}
            {mapping.length > 0 &&
              `, ${rows}, ${counted(mapping.length, 'column', 'columns')} with ${delimiters[analysis.delimiter]} between them, ${encodings[analysis.encoding]}`}
          </span>
        </div>
        {analysis.problems.map((text) => (
          <p key={text} className="mapping-problem">
            <Icon name="warning" className="hue-waiting" />
            {text}
          </p>
        ))}
      </div>
      {mapping.length > 0 && (
        <section
          className="scroll"
          aria-label="Columns of the file" // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
          tabIndex={0}
        >
          <table className="table mapping-table" aria-label="Columns of the file">
            <colgroup>
              <col style={{ width: '24%' }} />
              <col />
              <col style={{ width: '220px' }} />
              <col style={{ width: '200px' }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col">In the first rows</th>
                <th scope="col">Becomes</th>
                <th scope="col">Name of the field</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((entry, at) => (
                <MappingRow
                  key={entry.column}
                  entry={entry}
                  heading={analysis.header[entry.column] || `Column ${entry.column + 1}`}
                  sample={analysis.sample}
                  onChange={(field) => setMapping(mapping.map((other, index) => (index === at ? { ...other, field } : other)))}
                />
              ))}
            </tbody>
          </table>
          {shown.length < mapping.length && (
            <div className="more">
              <Button size="xs" variant="default" onClick={() => setEvery(true)}>
                Show the other {formatCount(mapping.length - shown.length)} columns
              </Button>
            </div>
          )}
        </section>
      )}
      <div className="mapping-foot">
        <NativeSelect
          size="xs"
          label="People who are known already"
          w={280}
          value={duplicates}
          onChange={(event) => setDuplicates(event.currentTarget.value === 'skip' ? 'skip' : 'merge')}
          data={[
            { value: 'merge', label: 'Bring up to date, add tags' },
            { value: 'skip', label: 'Leave as they are' },
          ]}
        />
        <TextInput
          size="xs"
          label="Tags for everybody in this file"
          placeholder="autumn, trade fair"
          w={280}
          value={tags}
          onChange={(event) => setTags(event.currentTarget.value)}
        />
        <div className="mapping-actions">
          {problem && <p className="small">{problem}</p>}
          <Button variant="default" onClick={onBack}>
            Another file
          </Button>
          {problem === null && !headerOnly && <Button onClick={() => setAsking(true)}>Continue</Button>}
        </div>
      </div>
      {asking && (
        <Dialog
          title={`Import ${rows} from ${fileName}?`}
          problem={action.problem}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button variant="default" onClick={() => setAsking(false)}>
                Cancel
              </Button>
              <ActionButton busy={action.busy} busyLabel="Starting" onClick={start} data-autofocus>
                Import {rows}
              </ActionButton>
            </>
          }
        >
          <ul className="told">
            <li>
              {counted(kept, 'column is', 'columns are')} kept{kept < mapping.length && `, ${formatCount(mapping.length - kept)} left out`}.
            </li>
            <li>
              {duplicates === 'merge'
                ? 'Who is known already by their address is brought up to date: what the file has replaces what is there, what it leaves empty stays.'
                : 'Who is known already by their address stays as they are.'}
            </li>
            <li>Rows without an address that can be written to are rejected, with the reason. Nobody is written to by importing.</li>
          </ul>
        </Dialog>
      )}
      {action.problem && !asking && <ProblemNote problem={action.problem} />}
    </section>
  )
}

/** What stands between this mapping and the import, in words; null where nothing does. */
function problemOf(mapping: readonly ColumnMapping[]): string | null {
  const fields = mapping.map(({ field }) => field).filter((field) => field !== 'ignore')
  if (!fields.includes('email')) return 'Say which column has the email addresses.'
  const unnamed = fields.find((field) => field.startsWith('custom:') && !/^custom:[A-Za-z][A-Za-z0-9_]{0,63}$/.test(field))
  if (unnamed !== undefined) return 'A field is named by letters, digits and _, and begins with a letter.'
  const seen = new Set<string>()
  for (const field of fields) {
    if (seen.has(field)) return `Two columns become ${field.replace('custom:', '')}.`
    seen.add(field)
  }
  return null
}
