import { Menu, Skeleton } from '@mantine/core'
import { Link, useRoute } from 'wouter'
import { useStore } from 'zustand'
import { Icon } from '../../components/Icon.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { goTo } from '../../lib/browser/place.ts'
import { formatCount } from '../../lib/words/counts.ts'
import { CreditMeter } from './CreditMeter.tsx'
import { type Destination, destinations } from './destinations.ts'

export function Sidebar() {
  const parts = (['work', 'set-up'] as const).map((part) => destinations.filter((destination) => destination.part === part))
  return (
    <aside className="sidebar" aria-label="Workspace">
      <WorkspaceMenu />
      <nav aria-label="Pages">
        {parts.map((part) => (
          <ul key={part[0]?.path} className="nav-part">
            {part.map((destination) => (
              <li key={destination.path}>
                <NavItem destination={destination} />
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <CreditMeter />
    </aside>
  )
}

function WorkspaceMenu() {
  const desk = useDesk()
  const name = useStore(desk.workspace.store, (state) => state.value?.name)
  const here = desk.place
  return (
    <Menu position="bottom-start" width={200} transitionProps={{ duration: 80 }} withinPortal={false}>
      <Menu.Target>
        <button type="button" className="workspace-name" data-testid="workspace" aria-label={name === undefined ? 'Workspace' : undefined}>
          <span className="workspace-mark" aria-hidden="true">
            {(name ?? ' ').slice(0, 1).toUpperCase()}
          </span>
          {name === undefined ? <Skeleton height={12} width={96} radius="xs" /> : <span className="clip">{name}</span>}
          <Icon name="chevron" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Icon name={here === 'workspace' ? 'check' : 'dot'} />}
          onClick={() => here !== 'workspace' && goTo('workspace', '/')}
        >
          {here === 'workspace' ? (name ?? 'Workspace') : 'Your workspace'}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name={here === 'sandbox' ? 'check' : 'flask'} />}
          onClick={() => here !== 'sandbox' && goTo('sandbox', '/')}
        >
          Sandbox
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function NavItem({ destination: { path, title, icon } }: { destination: Destination }) {
  // A page below this one belongs to it, e.g. a campaign to the campaigns; everything lies below Today's `/`.
  const [isAtIt] = useRoute(path === '/' ? '/' : `${path}/*?`)
  const [isAtProviders] = useRoute('/providers')
  // The services that find people are set up from the settings.
  const isHere = isAtIt || (path === '/settings' && isAtProviders)
  return (
    <Link href={path} className="nav-item" aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} />
      <span className="clip">{title}</span>
      {path === '/inbox' && <Unread />}
    </Link>
  )
}

function Unread() {
  const desk = useDesk()
  const unread = useStore(desk.inbox.store, (state) => state.value?.unread ?? 0)
  if (unread === 0) return null
  return (
    <span className="nav-count" data-testid="unread">
      {formatCount(unread)}
      <span className="visually-hidden"> unread</span>
    </span>
  )
}
