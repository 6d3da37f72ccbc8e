import { type ReactNode, useEffect } from 'react'
import { isMac, keysInWords } from '../../hooks/commands.tsx'
import { palette } from '../../stores/palette.ts'
import { Icon } from '../Icon.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { EnginePill } from './EnginePill.tsx'
import { SandboxBar } from './SandboxBar.tsx'

interface Props {
  /** What the tab of the browser and a screen reader call it. */
  title: string
  /** Stands instead of the plain title, e.g. with a way back. */
  heading?: ReactNode
  /** The page's own buttons, beside the title. */
  actions?: ReactNode
  /** Without padding and scrolling of its own: for pages of panes. */
  bare?: boolean
  children: ReactNode
}

/** The frame of every page: title and its actions, the search, the engine pill, and below them the page itself. */
export function Page({ title, heading, actions, bare = false, children }: Props) {
  useEffect(() => {
    document.title = title ? `${title} · Campaign Desk` : 'Campaign Desk'
  }, [title])
  return (
    <div className="main">
      <header className="topbar">
        <div className="topbar-title">{heading ?? <h1 className="clip">{title}</h1>}</div>
        {actions && <div className="topbar-actions">{actions}</div>}
        <div className="topbar-right">
          <button type="button" className="search-button" onClick={() => palette.open()} aria-keyshortcuts="Meta+K Control+K">
            <Icon name="search" />
            <span>Search</span>
            <kbd>{keysInWords('mod+k', isMac)}</kbd>
          </button>
          <EnginePill />
        </div>
      </header>
      <SandboxBar />
      <ConnectionBanner />
      <main className={bare ? 'page page-bare' : 'page'} id="page" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
