import { Button, Progress } from '@mantine/core'
import { percentUsed } from '../../../lib/words/counts.ts'
import { sizeInWords } from './words.ts'

/** A file on its way to the engine. */
export function Sending({ file, sent, onCancel }: { file: File; sent: number; onCancel(): void }) {
  const whole = sent >= file.size
  return (
    <section className="drop" aria-label="Reading the file">
      <h2 className="clip">{file.name}</h2>
      <Progress w={360} value={percentUsed(sent, file.size)} aria-label="Part of the file that was read" />
      <p className="muted">{whole ? 'Looking at the columns' : `${sizeInWords(sent)} of ${sizeInWords(file.size)} read`}</p>
      <Button size="xs" variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </section>
  )
}
