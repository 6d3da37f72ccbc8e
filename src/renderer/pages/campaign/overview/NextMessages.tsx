import { Link } from 'wouter'
import type { z } from 'zod'
import type { planPage } from '../../../../shared/schemas/plan.ts'
import { When } from '../../../components/When.tsx'
import { formatCount } from '../../../lib/words/counts.ts'

interface Props {
  id: number
  page: z.infer<typeof planPage>
}

/** Whose message leaves next, and about when. */
export function NextMessages({ id, page: { items, total } }: Props) {
  return (
    <section className="panel" aria-label="Next messages">
      <div className="list-head">
        <h2>Who is next</h2>
        {total > items.length && (
          <span className="muted small">
            the first {formatCount(items.length)} of {formatCount(total)}
          </span>
        )}
      </div>
      {items.length === 0 && <p className="panel-text muted">Nobody waits for a message.</p>}
      <ol className="next-messages">
        {items.map((item) => (
          <li key={`${item.recipientId} ${item.stepId}`} title={item.message}>
            <span className="next-when">{item.at ? <When at={item.at} /> : <span className="muted">no time yet</span>}</span>
            <Link href={`/campaigns/${id}/recipients?open=${item.recipientId}`} className="quiet-link clip">
              {item.name || item.email || 'Deleted contact'}
            </Link>
            <span className="muted small">step {item.stepPosition}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
