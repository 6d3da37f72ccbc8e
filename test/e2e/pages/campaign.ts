import type { Locator, Page } from '@playwright/test'

/** One campaign's page in the words of its screen. */
export function campaignPage(page: Page) {
  const recipients = page.getByTestId('recipients')
  const drawer = page.getByTestId('person')
  const person = (name: string | RegExp): Locator => recipients.getByRole('row', { name: new RegExp(name) })
  return {
    heading: (name: string): Locator => page.getByRole('heading', { level: 1, name }),
    header: page.getByRole('banner'),
    back: page.getByRole('link', { name: 'Back to campaigns' }),
    tab: (word: string): Locator => page.getByRole('navigation', { name: 'This campaign' }).getByRole('link', { name: new RegExp(word) }),
    primary: (verb: string): Locator => page.getByRole('banner').getByRole('button', { name: verb }),
    primaryLink: (verb: string): Locator => page.getByRole('banner').getByRole('link', { name: verb }),
    menu: page.getByRole('button', { name: 'More for this campaign' }),
    item: (word: string | RegExp): Locator => page.getByRole('menuitem', { name: word }),
    figures: page.getByTestId('campaign-figures'),
    panel: (name: string): Locator => page.getByRole('region', { name }),
    recipients,
    person,
    opener: (name: string): Locator => recipients.getByRole('button', { name, exact: true }),
    choose: (name: string): Locator => recipients.getByRole('checkbox', { name: `Choose ${name}`, exact: true }),
    bulk: page.getByRole('region', { name: 'With those who are chosen' }),
    chip: (words: string): Locator => page.getByRole('group', { name: 'Filter by status' }).getByRole('button', { name: words }),
    search: page.getByRole('searchbox', { name: 'Search recipients' }),
    drawer,
    timeLine: drawer.getByRole('list', { name: 'Time line' }).getByRole('listitem'),
    question: (title: string | RegExp): Locator => page.getByRole('dialog', { name: title }),
    undo: page.getByRole('button', { name: 'Undo' }),
    connectionLost: page.getByTestId('connection-lost'),
    creditsUsed: page.getByTestId('credits-used'),
    pill: page.getByTestId('engine-pill'),
    why: page.getByTestId('why'),
  }
}
