import { expect, type Locator, type Page } from '@playwright/test'

/** What stands around every page: navigation, pill, meter, palette, sandbox bar, toasts. In the words of the screen. */
export function frameOf(page: Page) {
  const sandboxBar = page.getByTestId('sandbox-bar')
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  const paletteInput = palette.getByRole('combobox')
  const finds = palette.getByRole('option')

  /** Opens the palette and types: not before it has the focus, or the first letters would be keys of the page. */
  async function lookFor(words: string): Promise<void> {
    await page.keyboard.press('Control+k')
    await expect(paletteInput).toBeFocused()
    await page.keyboard.type(words)
  }

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
    paletteInput,
    finds,
    lookFor,
    /** Types into the palette, waits for what is found, and takes it: no mouse. */
    async find(words: string, found: RegExp): Promise<void> {
      await lookFor(words)
      const wanted = finds.filter({ hasText: found })
      await expect(wanted).toBeVisible()
      for (let step = 0; step < 20 && (await wanted.getAttribute('aria-selected')) !== 'true'; step++)
        await page.keyboard.press('ArrowDown')
      await expect(wanted).toHaveAttribute('aria-selected', 'true')
      await page.keyboard.press('Enter')
      await expect(palette).toBeHidden()
    },
    /** `g`, then the key of a page: at once, for the second has to come soon, however busy the machine is. */
    async goByKey(key: string): Promise<void> {
      await Promise.all([page.keyboard.press('g'), page.keyboard.press(key)])
    },
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
