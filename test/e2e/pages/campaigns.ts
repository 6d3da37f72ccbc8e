import type { Locator, Page } from '@playwright/test'

/** The list of campaigns in the words of its screen. */
export function campaignsPage(page: Page) {
  const table = page.getByTestId('campaigns')
  const row = (name: string | RegExp): Locator => table.getByRole('row', { name })
  return {
    goTo: () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Campaigns' }).click(),
    table,
    row,
    /** The button that opens a campaign; what arrow keys go between. */
    opener: (name: string): Locator => table.getByRole('button', { name, exact: true }),
    /** The people with whom it is through, of all. */
    progress: (name: string | RegExp): Locator => row(name).getByRole('cell').nth(3),
    today: (name: string | RegExp): Locator => row(name).getByRole('cell').nth(4),
    replyRate: (name: string | RegExp): Locator => row(name).getByRole('cell').nth(5),
    /** A quick action of a row, e.g. `Pause Autumn outreach`. */
    quick: (verb: string, name: string): Locator => table.getByRole('button', { name: `${verb} ${name}`, exact: true }),
    quickLink: (verb: string, name: string): Locator => table.getByRole('link', { name: `${verb} ${name}`, exact: true }),
    more: (name: string): Locator => table.getByRole('button', { name: `More for ${name}`, exact: true }),
    item: (word: string | RegExp): Locator => page.getByRole('menuitem', { name: word }),
    chip: (words: string): Locator => page.getByRole('group', { name: 'Filter by status' }).getByRole('button', { name: words }),
    search: page.getByRole('searchbox', { name: 'Search campaigns' }),
    newCampaign: page.getByRole('button', { name: 'New campaign' }),
    /** What kind of campaign the new one is. */
    kind: (words: 'People you choose' | 'New people every day'): Locator => page.getByRole('menuitem', { name: new RegExp(`^${words}`) }),
    dialog: page.getByRole('dialog'),
    undo: page.getByRole('button', { name: 'Undo' }),
    rows: () => table.getByRole('row'),
  }
}
