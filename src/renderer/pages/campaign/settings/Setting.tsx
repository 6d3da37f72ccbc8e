import type { ReactNode } from 'react'

/** One thing that is set, under its name. */
export function Setting({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
