import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props extends ButtonProps {
  busy: boolean
  /** Shown instead of the label while it runs. */
  busyLabel: string
  /** `submit`: the form around it says what happens. */
  type?: 'button' | 'submit'
  onClick?(): void
  children: ReactNode
}

/**
 * A button whose work takes a while. It stays enabled meanwhile (a disabled button loses the focus, and with it Esc and
 * Tab); that nothing runs twice is held by `useAction`.
 */
export function ActionButton({ busy, busyLabel, children, ...button }: Props) {
  return (
    <Button {...button} aria-busy={busy}>
      {busy ? busyLabel : children}
    </Button>
  )
}
