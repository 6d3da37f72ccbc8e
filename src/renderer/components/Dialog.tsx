import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { Problem } from '../lib/words/problem.ts'
import { ProblemNote } from './ProblemNote.tsx'

interface Props {
  title: string
  problem?: Problem | null
  /** Width, pixels. */
  size?: number
  /** The buttons, the way out first. One of them carries `data-autofocus`. */
  actions: ReactNode
  children: ReactNode
  onClose(): void
}

/** A question before something happens. Esc and the first button leave it; the focus goes back to where it was. */
export function Dialog({ title, problem, size = 520, actions, children, onClose }: Props) {
  const [asker] = useState(() => document.activeElement)
  useEffect(() => {
    return () => {
      if (asker instanceof HTMLElement && asker.isConnected) asker.focus()
    }
  }, [asker])
  return (
    <Modal.Root opened onClose={onClose} returnFocus={false} size={size} centered transitionProps={{ duration: 120 }}>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content>
        <div className="dialog">
          <Modal.Title>{title}</Modal.Title>
          {children}
          {problem && <ProblemNote problem={problem} />}
          <div className="actions">{actions}</div>
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
