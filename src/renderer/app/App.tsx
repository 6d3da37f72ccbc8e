import { Suspense, useEffect, useMemo } from 'react'
import { Route, Router, Switch, useLocation } from 'wouter'
import type { Place } from '../../shared/place.ts'
import { createClient } from '../api/client.ts'
import { Page } from '../components/frame/Page.tsx'
import { SkeletonRows } from '../components/SkeletonRows.tsx'
import { CommandsProvider, useCommands } from '../hooks/commands.tsx'
import { DeskProvider } from '../hooks/desk-context.tsx'
import { useNewCampaignCommand } from '../hooks/use-new-campaign.ts'
import { baseOf, placeOf } from '../lib/browser/place.ts'
import { browserTimers } from '../lib/live/coalesce.ts'
import { createDesk } from '../stores/desk.ts'
import { palette } from '../stores/palette.ts'
import { destinations } from './frame/destinations.ts'
import { PageFailure } from './frame/PageFailure.tsx'
import { Palette } from './frame/Palette.tsx'
import { Sidebar } from './frame/Sidebar.tsx'
import { Toasts } from './frame/Toasts.tsx'
import { useHashLocation, useHashSearch } from './hash-location.ts'
import { routes } from './routes.tsx'
import { useHostSignals } from './use-host-signals.ts'

/** The whole interface: which engine is shown follows from the address. */
export function App() {
  const [location] = useHashLocation()
  const place = placeOf(location)
  return (
    <CommandsProvider key={place}>
      <PlaceDesk place={place} />
      <Toasts />
    </CommandsProvider>
  )
}

function PlaceDesk({ place }: { place: Place }) {
  const desk = useMemo(() => createDesk(createClient(window, place), browserTimers, { place }), [place])
  useEffect(() => {
    desk.start()
    return () => desk.stop()
  }, [desk])
  return (
    <DeskProvider desk={desk}>
      <Router hook={useHashLocation} searchHook={useHashSearch} base={baseOf(place)}>
        <Frame />
      </Router>
    </DeskProvider>
  )
}

function Frame() {
  const [location, navigate] = useLocation()
  useHostSignals()
  useNewCampaignCommand()
  useCommands([
    ...destinations.map(({ path, title, keys }) => ({
      id: `go ${path}`,
      title: `Go to ${title}`,
      group: 'Pages',
      keys,
      run: () => navigate(path),
    })),
    { id: 'providers', title: 'Go to People and addresses', group: 'Pages', run: () => navigate('/providers') },
    { id: 'connect club', title: 'Connect Influencers Club', group: 'Set-up', run: () => navigate('/providers?connect=influencers_club') },
    { id: 'connect clay', title: 'Connect Clay', group: 'Set-up', run: () => navigate('/providers?connect=clay') },
    { id: 'palette', title: 'Search and commands', group: 'General', keys: 'mod+k', hidden: true, run: palette.open },
    { id: 'keys', title: 'Show all keys', group: 'General', keys: '?', run: palette.openKeys },
  ])
  return (
    <div className="frame">
      <button type="button" className="skip" onClick={() => document.getElementById('page')?.focus()}>
        Skip to the page
      </button>
      <Sidebar />
      <PageFailure place={location}>
        <Suspense fallback={<Loading />}>
          <Switch>
            {routes.map(({ path, page }) => (
              <Route key={path} path={path} component={page} />
            ))}
            <Route>
              <Page title="Not found">
                <p className="muted">There is no such page. Choose one on the left.</p>
              </Page>
            </Route>
          </Switch>
        </Suspense>
      </PageFailure>
      <Palette />
    </div>
  )
}

function Loading() {
  return (
    <Page title="">
      <SkeletonRows label="Loading" />
    </Page>
  )
}
