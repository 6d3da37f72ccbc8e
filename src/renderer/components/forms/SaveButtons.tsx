import { Button } from '@mantine/core'

interface Props {
  busy: boolean
  /** On the button that saves. */
  word?: string
  onTakeBack(): void
}

/** What ends the changes of a form: taken back, or saved by submitting it. */
export function SaveButtons({ busy, word = 'Save', onTakeBack }: Props) {
  return (
    <>
      <Button variant="default" onClick={onTakeBack}>
        Take back
      </Button>
      <Button type="submit">{busy ? 'Saving' : word}</Button>
    </>
  )
}
