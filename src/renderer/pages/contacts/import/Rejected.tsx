import { useMemo } from 'react'
import type { Client } from '../../../api/types.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { DataTable } from '../../../components/table/DataTable.tsx'
import type { Column } from '../../../components/table/types.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { useLiveList } from '../../../hooks/use-live.ts'
import { saveFile } from '../../../lib/browser/save-file.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'

interface Reject {
  id: number
  line: number
  reason: string
  row: string
}

/** The rows that were not taken, with the reason of each, and all of them as a file. */
export function Rejected({ id, fileName, count }: { id: number; fileName: string; count: number }) {
  const desk = useDesk()
  const saving = useAction()
  const list = useLiveList<Reject>(
    `rejected ${id}`,
    {
      async page(request) {
        const page = await desk.client.contacts.rejected({ id, ...request })
        return { ...page, items: page.items.map((item) => ({ ...item, id: item.line })) }
      },
      one: () => Promise.resolve(null),
      staysInPlace: () => false,
    },
    () => null,
  )
  const columns = useMemo<Column<Reject>[]>(
    () => [
      { key: 'line', title: 'Line', width: '88px', align: 'end', cell: (row) => formatCount(row.line) },
      { key: 'reason', title: 'Why', width: '64%', cell: (row) => row.reason, hint: (row) => row.reason },
      {
        key: 'row',
        title: 'The row',
        cell: (row) => <span className="muted">{row.row.slice(0, 200)}</span>,
        hint: (row) => row.row.slice(0, 1000),
      },
    ],
    [],
  )
  return (
    <section className="rejected" aria-label="Rejected rows">
      <div className="rejected-head">
        <h3>{counted(count, 'row was', 'rows were')} rejected</h3>
        <ActionButton
          size="xs"
          variant="default"
          leftSection={<Icon name="download" />}
          busy={saving.busy}
          busyLabel="Preparing"
          onClick={() =>
            void saving.run(async () => saveFile(await rejectedFile(desk.client, id), `rejected ${fileName.replace(/\.\w+$/, '')}.csv`))
          }
        >
          Download rejected rows
        </ActionButton>
      </div>
      {saving.problem && <ProblemNote problem={saving.problem} />}
      <DataTable label="Rejected rows" testId="rejected" list={list} columns={columns} nameOf={(row) => `Line ${row.line}`} empty={null} />
    </section>
  )
}

/** All rejected rows of an import as a CSV file, made in the page, so that it is the same on every host. */
async function rejectedFile(client: Client, id: number): Promise<Blob> {
  const parts = ['\ufeffline,reason,row\r\n']
  let cursor: string | undefined
  do {
    const page = await client.contacts.rejected({ id, limit: 500, ...(cursor !== undefined && { cursor }) })
    parts.push(page.items.map(({ line, reason, row }) => `${line},${quoted(reason)},${quoted(row)}\r\n`).join(''))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return new Blob(parts, { type: 'text/csv;charset=utf-8' })
}

function quoted(text: string): string {
  // What a spreadsheet would take for a formula stays text.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
