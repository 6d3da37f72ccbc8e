import type { Locator, Page } from '@playwright/test'

/** Today in the words of its screen. */
export function todayPage(page: Page) {
  const day = page.getByRole('region', { name: "Today's messages" })
  const needs = page.getByRole('region', { name: 'Needs you' })
  const guide = page.getByRole('region', { name: 'First steps' })
  return {
    open: () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Today' }).click(),
    day,
    figures: page.getByTestId('today-figures'),
    figure: (word: string | RegExp): Locator => page.getByTestId('today-figures').getByRole('listitem').filter({ hasText: word }),
    dots: day.getByRole('button'),
    dot: (name: string | RegExp): Locator => day.getByRole('button', { name }),
    /** The line below the dots, which tells what the one in focus is. */
    told: day.locator('[aria-live]'),
    needs,
    need: (words: string | RegExp): Locator => needs.getByRole('listitem').filter({ hasText: words }),
    act: (words: string | RegExp): Locator =>
      needs
        .getByRole('listitem')
        .filter({ hasText: words })
        .getByRole('button')
        .or(needs.getByRole('listitem').filter({ hasText: words }).getByRole('link')),
    nothingNeeded: page.getByText('Nothing needs you right now'),
    running: page.getByRole('region', { name: 'Running campaigns' }),
    guide,
    guideStep: (words: string): Locator => guide.getByRole('listitem').filter({ hasText: words }),
    trySandbox: guide.getByRole('button', { name: 'Try the sandbox' }),
    connect: guide.getByRole('link', { name: 'Connect', exact: true }),
    bringPeople: guide.getByRole('link', { name: 'Import', exact: true }),
    findPeople: guide.getByRole('button', { name: 'Have them found' }),
    begin: guide.getByRole('button', { name: 'Begin', exact: true }),
    putGuideAway: guide.getByRole('button', { name: 'Put this guide away' }),
  }
}
