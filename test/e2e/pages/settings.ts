import type { Locator, Page } from '@playwright/test'

/** Settings in the words of the screen. */
export function settingsPage(page: Page) {
  return {
    open: () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings' }).click(),
    part: (name: string): Locator => page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }),
    parts: page.getByRole('navigation', { name: 'Settings' }).getByRole('link'),
    name: page.getByRole('textbox', { name: 'Name' }),
    zone: page.getByRole('combobox', { name: 'Time zone' }),
    zoneChoice: (name: string): Locator => page.getByRole('option', { name, exact: true }),
    postalAddress: page.getByRole('textbox', { name: 'Postal address' }),
    credits: page.getByRole('textbox', { name: 'Credits a day' }),
    /** Gone once all is saved, and not while it is on its way. */
    save: page.getByRole('button', { name: /^(Save|Saving)$/ }),
    takeBack: page.getByRole('button', { name: 'Take back' }),
    choice: (name: string): Locator => page.getByRole('switch', { name }),
    scheme: (name: string): Locator => page.getByRole('radio', { name }),
  }
}
