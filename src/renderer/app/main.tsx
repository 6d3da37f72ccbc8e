import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import './styles/fonts.css'
import './styles/styles.css'
import './styles/frame.css'
import './styles/palette.css'
import './styles/tables.css'
import './styles/person.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { theme } from './theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <App />
    </MantineProvider>
  </StrictMode>,
)
