import type { StatusView } from '../lib/words/status.ts'
import { Icon } from './Icon.tsx'

/** A status: hue, icon and word together, so that none of them carries it alone. */
export function StatusBadge({ view }: { view: StatusView }) {
  return (
    <span className="badge">
      <Icon name={view.icon} className={`hue-${view.hue}`} />
      <span className="word">{view.word}</span>
    </span>
  )
}
