import { expect, type Locator, type Page } from '@playwright/test'

/** The contacts and their import, in the words of the screen. */
export function contactsPage(page: Page) {
  const table = () => page.getByTestId('contacts')
  const drawer = () => page.getByTestId('contact')
  const bulk = () => page.getByRole('region', { name: 'Chosen contacts' })
  return {
    table,
    drawer,
    bulk,
    dialog: (name: RegExp | string) => page.getByRole('dialog', { name }),
    person: (name: string): Locator => table().getByRole('row', { name: new RegExp(name) }),
    nameButton: (name: string): Locator => table().getByRole('button', { name: new RegExp(name) }),
    async open(): Promise<void> {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Contacts' }).click()
      await expect(page.getByRole('heading', { name: 'Contacts', exact: true })).toBeVisible()
    },
    async tab(name: 'People' | 'Never contact'): Promise<void> {
      await page.getByRole('navigation', { name: 'Contacts' }).getByRole('button', { name }).click()
    },
    async search(words: string): Promise<void> {
      await page.getByRole('textbox', { name: 'Search contacts' }).fill(words)
    },
    async choose(name: string, shift = false): Promise<void> {
      await table()
        .getByRole('checkbox', { name: `Choose ${name}` })
        .click(shift ? { modifiers: ['Shift'] } : {})
    },
    async ask(action: string): Promise<void> {
      await bulk().getByRole('button', { name: action, exact: true }).click()
    },
    async openImport(): Promise<void> {
      await page.getByRole('button', { name: 'Import', exact: true }).click()
      await expect(page.getByRole('heading', { name: 'Import contacts' })).toBeVisible()
    },
    async chooseFile(name: string, content: string | Buffer): Promise<void> {
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose a file' }).click()
      await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
    },
    columns: () => page.getByRole('table', { name: 'Columns of the file' }),
    counts: () => page.getByTestId('import-counts'),
  }
}
