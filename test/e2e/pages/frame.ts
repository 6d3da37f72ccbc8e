import type { Locator, Page } from '@playwright/test'

/** What stands around every page: navigation, pill, meter, palette, sandbox bar, toasts. In the words of the screen. */
export function frameOf(page: Page) {
  const sandboxBar = page.getByTestId('sandbox-bar')
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  return {
    heading: page.getByRole('heading', { level: 1 }),
    goTo: (name: string | RegExp) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click(),
    pill: page.getByTestId('engine-pill'),
    why: page.getByTestId('why'),
    meter: page.getByRole('region', { name: 'Credits today' }),
    creditsUsed: page.getByTestId('credits-used'),
    unread: page.getByTestId('unread'),
    search: page.getByRole('button', { name: /^Search/ }),
    palette,
    paletteInput: palette.getByRole('combobox'),
    finds: palette.getByRole('option'),
    keys: page.getByRole('dialog', { name: 'All keys' }),
    toast: (words: string | RegExp): Locator => page.getByRole('status').filter({ hasText: words }),
    connectionLost: page.getByTestId('connection-lost'),
    sandboxBar,
    pace: (name: string): Locator => sandboxBar.getByRole('radio', { name, exact: true }),
    paceLabel: (name: string): Locator => sandboxBar.getByText(name, { exact: true }),
    startOver: sandboxBar.getByRole('button', { name: 'Start over' }),
    leaveSandbox: sandboxBar.getByRole('button', { name: 'Leave the sandbox' }),
    dialog: page.getByRole('dialog'),
  }
}
