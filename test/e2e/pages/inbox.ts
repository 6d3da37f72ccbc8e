import type { Locator, Page } from '@playwright/test'

/** The inbox in the words of its screen. */
export function inboxPage(page: Page) {
  const thread = page.getByTestId('thread')
  return {
    open: () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /Inbox/ }).click(),
    unread: page.getByTestId('unread'),
    thread,
    conversation: (name: string | RegExp): Locator => page.getByRole('region', { name: 'Conversations' }).getByRole('button', { name }),
    view: (name: string): Locator =>
      page.getByRole('group', { name: 'Which conversations' }).getByRole('button', { name: new RegExp(`^${name}`) }),
    letters: thread.getByRole('article'),
    composer: thread.getByRole('textbox'),
    send: thread.getByRole('button', { name: /^Send/ }),
    takeBack: thread.getByRole('button', { name: 'Take it back' }),
    person: page.getByRole('complementary', { name: /^About/ }),
    toast: (words: string | RegExp): Locator => page.getByRole('status').filter({ hasText: words }),
    /** Takes back what was said in these words; another may be shown beside it. */
    undoOf: (words: string): Locator => page.locator('.toast').filter({ hasText: words }).getByRole('button', { name: 'Undo' }),
    dialog: page.getByRole('dialog'),
    letterFrame: page.frameLocator('iframe[title^="Letter from"]'),
    /** Text of a letter, as it stands on the screen. */
    search: page.getByRole('textbox', { name: 'Search conversations' }),
  }
}
