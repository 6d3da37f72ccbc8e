import { useState } from 'react'
import { useBuilder } from './draft/builder-context.tsx'

/** The campaign's name, edited where it stands. An empty name is not taken: the old one comes back. */
export function NameField() {
  const { campaign, draft, hasEnded } = useBuilder()
  /** What is being typed; null while it is not. */
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? campaign.name
  return (
    <h1 className="bd-name-heading">
      <span className="visually-hidden">{campaign.name}</span>
      <input
        className="bd-name-field"
        aria-label="Name of the campaign"
        maxLength={200}
        value={text}
        readOnly={hasEnded}
        // Wide enough for what it says, so that it reads as a heading.
        style={{ width: `${Math.min(60, Math.max(12, text.length + 2))}ch` }}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          const name = event.currentTarget.value.trim()
          if (name !== '') draft.editSettings({ name })
        }}
        onBlur={() => setTyped(null)}
        onFocus={(event) => event.currentTarget.value === 'New campaign' && event.currentTarget.select()}
        onKeyDown={(event) => event.key === 'Enter' && !event.metaKey && !event.ctrlKey && event.currentTarget.blur()}
      />
    </h1>
  )
}
