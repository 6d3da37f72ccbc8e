import { Button } from '@mantine/core'
import { useRef } from 'react'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import type { Problem } from '../../../lib/words/problem.ts'

interface Props {
  problem: Problem | null
  onChoose(file: File): void
}

export function ChooseFile({ problem, onChoose }: Props) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <section className="drop" aria-label="Choose a file">
      {problem && <ProblemNote problem={problem} />}
      <Icon name="upload" className="drop-icon" />
      <h2>Drop a CSV file here</h2>
      <p className="muted">
        With one person in each row. A column with email addresses is all it needs; nothing is imported before you agree.
      </p>
      <Button size="sm" onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-label="CSV file"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          // The same file, corrected, can be chosen again.
          event.currentTarget.value = ''
          if (file) onChoose(file)
        }}
      />
    </section>
  )
}
