import { Skeleton } from '@mantine/core'
import { useStore } from 'zustand'
import { useDesk } from '../desk-context.tsx'
import { CreditMeter } from './CreditMeter.tsx'
import { Icon } from './Icon.tsx'

export function Sidebar() {
  const desk = useDesk()
  const name = useStore(desk.workspace.store, (state) => state.value?.name)
  return (
    <aside className="sidebar" aria-label="Workspace">
      <div className="workspace-name">
        <span className="workspace-mark" aria-hidden="true">
          {(name ?? ' ').slice(0, 1).toUpperCase()}
        </span>
        {name === undefined ? <Skeleton height={12} width={96} radius="xs" /> : <span className="clip">{name}</span>}
      </div>
      <nav aria-label="Pages">
        <a className="nav-item" href="#campaigns" aria-current="page">
          <Icon name="campaigns" />
          Campaigns
        </a>
      </nav>
      <CreditMeter />
    </aside>
  )
}
