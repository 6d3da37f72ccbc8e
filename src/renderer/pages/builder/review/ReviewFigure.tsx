import type { ReactNode } from 'react'

/** One number of the review under its name. */
export function ReviewFigure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
