import '@mantine/core/styles.css'
import './styles.css'
import './frame.css'
import './tables.css'
import './person.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { createClient } from './api/client.ts'
import { DeskProvider } from './desk-context.tsx'
import { browserTimers } from './lib/coalesce.ts'
import { createDesk } from './stores/desk.ts'
import { theme } from './theme.ts'

const desk = createDesk(createClient(window), browserTimers)
desk.start()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <DeskProvider desk={desk}>
        <App />
      </DeskProvider>
    </MantineProvider>
  </StrictMode>,
)
