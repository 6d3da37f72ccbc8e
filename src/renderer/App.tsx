import { ConnectionBanner } from './components/ConnectionBanner.tsx'
import { EnginePill } from './components/EnginePill.tsx'
import { Sidebar } from './components/Sidebar.tsx'
import { CampaignsPage } from './pages/CampaignsPage.tsx'

export function App() {
  return (
    <div className="frame">
      <Sidebar />
      <div className="main">
        <header className="topbar">
          <h1>Campaigns</h1>
          <EnginePill />
        </header>
        <ConnectionBanner />
        <CampaignsPage />
      </div>
    </div>
  )
}
