import { Fragment } from 'react'
import type { Preview } from '../../../../shared/schemas/campaigns.ts'
import { Icon } from '../../../components/Icon.tsx'

/** A message as a mail program shows it. Where a variable is empty, its name is marked in its place. */
export function Letter({ preview }: { preview: Preview }) {
  const { from, to, marked, missing, problem } = preview
  return (
    <article className="bd-letter" aria-label={`Message to ${to}`}>
      <dl className="bd-letter-head">
        <div>
          <dt>From</dt>
          <dd className="clip" title={from}>
            {from || <span className="muted">No mailbox chosen yet</span>}
          </dd>
        </div>
        <div>
          <dt>To</dt>
          <dd className="clip" title={to}>
            {to}
          </dd>
        </div>
        <div>
          <dt>Subject</dt>
          <dd className="bd-letter-subject">
            {marked.subject === '' ? <span className="muted">No subject</span> : <Marked text={marked.subject} missing={missing} />}
          </dd>
        </div>
      </dl>
      {problem !== null && (
        <p className="bd-letter-problem">
          <Icon name="alert" className="hue-needs" /> {problem}
        </p>
      )}
      {missing.length > 0 && (
        <p className="bd-letter-problem">
          <Icon name="alert" className="hue-needs" />
          {missing.length === 1 ? `“${missing[0]}” is empty for this person` : `${missing.length} variables are empty for this person`}:
          this message would wait for you.
        </p>
      )}
      <div className="bd-letter-text">
        <Marked text={marked.text} missing={missing} />
      </div>
    </article>
  )
}

function Marked({ text, missing }: { text: string; missing: readonly string[] }) {
  return text.split(/⟦([\w-]+)⟧/).map((part, index) =>
    index % 2 === 1 && missing.includes(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
      <mark key={index} className="bd-gap">
        <span className="visually-hidden">Missing: </span>
        {part}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
      <Fragment key={index}>{index % 2 === 1 ? `⟦${part}⟧` : part}</Fragment>
    ),
  )
}
