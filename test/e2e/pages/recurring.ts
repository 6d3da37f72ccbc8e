import type { Locator, Page } from '@playwright/test'

/** The parts of a campaign's page that only a recurring campaign has, in the words of the screen. */
export function recurringPage(page: Page) {
  const calendar = page.getByRole('region', { name: 'Calendar of runs' })
  const day = page.getByRole('dialog', { name: /^Run \d+, |^(Today|Yesterday|\w{3} \d)/ })
  const plan = page.getByRole('region', { name: "Today's plan" })
  const simulation = page.getByRole('dialog', { name: /simulated/ })
  return {
    line: page.locator('.run-line'),
    plan,
    dots: plan.getByRole('toolbar').getByRole('button'),
    tryAgain: plan.getByRole('button', { name: 'Try again' }),
    calendar,
    grid: calendar.getByRole('grid'),
    days: calendar.getByRole('grid').getByRole('button'),
    day: (name: string | RegExp): Locator => calendar.getByRole('button', { name }),
    opened: day,
    close: day.getByRole('button', { name: 'Close the day' }),
    creators: day.getByTestId('creators'),
    chip: (words: string): Locator => day.getByRole('group', { name: 'Filter people by status' }).getByRole('button', { name: words }),
    clay: page.getByRole('region', { name: 'Clay table' }),
    button: (name: string): Locator => page.getByRole('button', { name, exact: true }),
    question: (title: string | RegExp): Locator => page.getByRole('dialog', { name: title }),
    simulate: page.getByRole('button', { name: 'Simulate 30 days' }),
    simulation,
  }
}
