import './settings.css'
import { Link, useParams } from 'wouter'
import { useStore } from 'zustand'
import { Page } from '../../components/frame/Page.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { About } from './About.tsx'
import { Appearance } from './Appearance.tsx'
import { PeopleAndAddresses } from './PeopleAndAddresses.tsx'
import { ThisComputer } from './ThisComputer.tsx'
import { Updates } from './Updates.tsx'
import { WorkspaceSettings } from './WorkspaceSettings.tsx'

const parts = [
  { part: 'workspace', title: 'Workspace', shows: WorkspaceSettings, desktopOnly: false },
  { part: 'people', title: 'People and addresses', shows: PeopleAndAddresses, desktopOnly: false },
  { part: 'computer', title: 'This computer', shows: ThisComputer, desktopOnly: false },
  { part: 'updates', title: 'Updates', shows: Updates, desktopOnly: true },
  { part: 'appearance', title: 'Appearance', shows: Appearance, desktopOnly: false },
  { part: 'about', title: 'About', shows: About, desktopOnly: false },
]

/** What holds for this workspace, and for this machine. */
export default function SettingsPage() {
  const desk = useDesk()
  const { part } = useParams<{ part?: string }>()
  const kind = useStore(desk.host.store, (state) => state.value?.kind)
  const shown = parts.filter(({ desktopOnly }) => !desktopOnly || kind === 'desktop')
  const here = shown.find((one) => one.part === part) ?? parts[0]
  if (!here) return null
  const Part = here.shows
  return (
    <Page title="Settings">
      <div className="settings">
        <nav className="settings-nav" aria-label="Settings">
          <ul className="nav-part">
            {shown.map((one) => (
              <li key={one.part}>
                <Link href={`/settings/${one.part}`} className="nav-item" aria-current={one === here ? 'page' : undefined}>
                  <span className="clip">{one.title}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <section className="settings-part" aria-labelledby="settings-title">
          <h2 id="settings-title">{here.title}</h2>
          <Part />
        </section>
      </div>
    </Page>
  )
}
