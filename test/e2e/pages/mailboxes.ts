import type { Locator, Page } from '@playwright/test'

/** Mailboxes and their set-up in the words of the screens. */
export function mailboxesPage(page: Page) {
  const servers = (legend: string) => page.getByRole('group', { name: legend })
  const checks = page.getByRole('list', { name: 'Connection test' })
  return {
    open: () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Mailboxes' }).click(),
    add: page.getByRole('link', { name: 'Add a mailbox' }),
    card: (email: string): Locator => page.getByRole('listitem', { name: email }),
    edit: (email: string) => page.getByRole('listitem', { name: email }).getByRole('link', { name: 'Edit' }).click(),
    address: page.getByRole('textbox', { name: 'Email address' }),
    find: page.getByRole('button', { name: 'Find the servers' }),
    tile: (name: string): Locator => page.getByRole('group', { name: /your provider/i }).getByRole('button', { name }),
    password: page.getByRole('textbox', { name: /^(App p|P)assword/ }),
    connect: page.getByRole('button', { name: 'Connect', exact: true }),
    sending: checks.getByRole('listitem').filter({ hasText: 'Sending' }),
    reading: checks.getByRole('listitem').filter({ hasText: 'Reading replies' }),
    connected: page.getByRole('heading', { name: /is connected$/ }),
    senderName: page.getByRole('textbox', { name: 'Sender name' }),
    signature: page.getByRole('textbox', { name: 'Signature' }),
    postalAddress: page.getByRole('textbox', { name: 'Postal address' }),
    cap: page.getByRole('textbox', { name: 'Messages a day, at most' }),
    testToSelf: page.getByRole('button', { name: 'Send yourself a test' }),
    finish: page.getByRole('button', { name: 'Finish' }),
    save: page.getByRole('button', { name: /^(Save|Saving)$/ }),
    signIn: page.getByTestId('sign-in'),
    dialog: page.getByRole('dialog'),
    problem: page.getByRole('alert'),
    async fillServer(legend: 'Sending (SMTP)' | 'Reading replies (IMAP)', server: { host: string; port: number; encryption: string }) {
      const fields = servers(legend)
      await fields.getByRole('textbox', { name: 'Server' }).fill(server.host)
      await fields.getByRole('textbox', { name: 'Port' }).fill(String(server.port))
      await fields.getByRole('combobox', { name: 'Encryption' }).click()
      await page.getByRole('option', { name: server.encryption, exact: true }).locator('visible=true').click()
    },
  }
}
