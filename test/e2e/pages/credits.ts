import type { Locator, Page } from '@playwright/test'

/** Credits in the words of the screen. */
export function creditsPage(page: Page) {
  return {
    open: () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Credits' }).click(),
    figures: page.getByTestId('credit-numbers'),
    ledger: page
      .getByTestId('ledger')
      .getByRole('row')
      .filter({ has: page.getByRole('cell') }),
    entry: (name: string | RegExp): Locator => page.getByTestId('ledger').getByRole('row', { name }),
    days: page.getByRole('toolbar', { name: 'Credits by day' }).getByRole('button'),
    allDays: page.getByRole('button', { name: 'Show all days' }),
    change: page.getByRole('button', { name: 'Change the plan' }),
    dialog: page.getByRole('dialog', { name: 'Change the plan' }),
    limit: page.getByRole('dialog').getByRole('textbox', { name: 'Credits a day' }),
  }
}
