import { Link } from 'wouter'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { When } from '../../../components/When.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { importViews, outcomeInWords, sizeInWords } from './words.ts'

/** The imports so far, the one that runs first. */
export function PastImports() {
  const desk = useDesk()
  const { value } = useLiveValue(
    'imports',
    () => desk.client.contacts.listImports(),
    (event) => event.type === 'import.changed',
  )
  if (!value || value.length === 0) return null
  return (
    <section className="panel past-imports" aria-label="Imports so far">
      <div className="panel-head">
        <h2>Imports so far</h2>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <section className="scroll" aria-label="List of imports" tabIndex={0}>
        <table className="table" aria-label="Imports so far">
          <colgroup>
            <col />
            <col className="col-status" />
            <col style={{ width: '34%' }} />
            <col style={{ width: '88px' }} />
            <col className="col-when" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Status</th>
              <th scope="col">Outcome</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Started</th>
            </tr>
          </thead>
          <tbody>
            {value.map((it) => (
              <tr key={it.id}>
                <td title={it.fileName}>
                  <Link href={`/contacts/import?id=${it.id}`}>{it.fileName}</Link>
                </td>
                <td>
                  <StatusBadge view={importViews[it.status]} />
                </td>
                <td title={it.reason}>{outcomeInWords(it)}</td>
                <td className="number">{sizeInWords(it.bytesTotal)}</td>
                <td>
                  <When at={it.startedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
