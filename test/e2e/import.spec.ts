import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { type PageHost, startPageHost } from './page-host.ts'
import { expectAccessible, listenForComplaints } from './pages/accessible.ts'
import { contactsPage } from './pages/contacts.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

let host: PageHost
let page: Page
let contacts: ReturnType<typeof contactsPage>
let complaints: string[] = []

const german = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `Vorname${from + n};Nachname${from + n};${german};p${from + n}@fair.example;Berlin`).join(
    '\n',
  )

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  contacts = contactsPage(page)
  await page.goto(host.pageUrl())
  await contacts.open()
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

test('from a file to contacts: looked at, mapped, asked with the number, imported', async () => {
  await contacts.openImport()
  await expectAccessible(page, 'import')
  await contacts.chooseFile(
    `${german}.csv`,
    `Vorname;Nachname;Firma;E-Mail;Stadt\n${rows(0, 300)}\nKein;Mensch;Acme;keine Adresse;x\n=Böse;Formel;;auch@keine;\n`,
  )
  await expect(contacts.columns()).toBeVisible()
  await expect(page.getByText(/5 columns with semicolons between them, UTF-8/)).toBeVisible()
  await expect(contacts.columns().getByRole('combobox', { name: 'E-Mail becomes' })).toHaveValue('email')
  await expect(contacts.columns().getByRole('combobox', { name: 'Stadt becomes' })).toHaveValue('custom')
  await contacts.columns().getByRole('textbox', { name: 'Name of the field for Stadt' }).fill('not a name')
  await expect(page.getByText('A field is named by letters')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Continue' })).toBeHidden()
  await contacts.columns().getByRole('textbox', { name: 'Name of the field for Stadt' }).fill('city')
  await page.getByRole('textbox', { name: 'Tags for everybody' }).fill('trade fair, autumn')
  await expectAccessible(page, 'mapping')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('dialog')).toContainText('Nobody is written to by importing')
  await expect(page.getByRole('dialog')).toContainText('what the file has replaces what is there')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Import about \d+ rows$/ })
    .click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(contacts.counts()).toContainText('302')
  await expect(contacts.counts()).toContainText('300')
  await expect(page.getByTestId('rejected')).toContainText('The address contains a space')
  await expectAccessible(page, 'imported')
})

test('rejected rows are saved as a file that no spreadsheet takes for formulas', async () => {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download rejected rows' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^rejected .*\.csv$/)
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[2]).toContain(`"'=Böse;Formel`)
})

test('the contacts of an import are shown, and it stands in the list of imports', async () => {
  await page.getByRole('button', { name: 'Show these contacts' }).click()
  await expect(page.getByText('300 contacts')).toBeVisible()
  await expect(contacts.table()).toContainText('trade fair')
  await contacts.openImport()
  await expect(page.getByRole('table', { name: 'Imports so far' })).toContainText('300 new, 2 rejected')
})

test('a file that is dropped is taken, and the known are merged', async () => {
  const transfer = await page.evaluateHandle(
    (content) => {
      const data = new DataTransfer()
      data.items.add(new File([content], 'again.csv', { type: 'text/csv' }))
      return data
    },
    `Vorname;Nachname;Firma;E-Mail;Stadt\n${rows(295, 305)}\n`,
  )
  const target = page.getByRole('region', { name: 'Choose a file' })
  await target.dispatchEvent('dragover', { dataTransfer: transfer })
  await expect(page.getByText('Drop the file to import it')).toBeVisible()
  await target.dispatchEvent('drop', { dataTransfer: transfer })
  await page.getByRole('button', { name: 'Continue' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Import/ })
    .click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(contacts.counts()).toContainText('New contacts5')
  await expect(contacts.counts()).toContainText('Merged5')
  await page.getByRole('button', { name: 'Import another file' }).click()
})

test('a large file shows how far it is, survives the closing of the window, and can be cancelled', async ({ browser }) => {
  const lines = Array.from({ length: 400_000 }, (_, n) => `Many${n},m${n}@d${n % 5000}.example,Company ${n}`)
  await contacts.chooseFile('large.csv', `name,email,company\n${lines.join('\n')}\n`)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Import about/ })
    .click()
  await expect(page.getByTestId('import-progress')).toContainText(/MB/)
  const address = page.url()
  const second = await page.context().newPage()
  await page.close()
  page = second
  contacts = contactsPage(page)
  complaints = listenForComplaints(page)
  await page.goto(address)
  await expect(page.getByTestId('import-progress')).toContainText(/rows a second/, { timeout: 30_000 })
  await page.getByRole('button', { name: 'Cancel import' }).click()
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible()
  await expect(page.getByText(/Cancelled after [\d,]+ rows/)).toBeVisible()
  expect(browser.isConnected()).toBe(true)
})

test('what is no list of people is refused in words', async () => {
  await page.getByRole('button', { name: 'Import another file' }).click()
  await contacts.chooseFile('people.xlsx', Buffer.from('504b0304140006000800000021', 'hex'))
  await expect(page.getByText('This is a workbook or a zip archive, not a CSV file.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Continue' })).toBeHidden()
  await page.getByRole('button', { name: 'Another file' }).click()
  await contacts.chooseFile('header.csv', 'name,email\n')
  await expect(page.getByText('The file has a header and no rows.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Continue' })).toBeHidden()
  await page.getByRole('button', { name: 'Another file' }).click()
  await contacts.chooseFile('empty.csv', '')
  await expect(page.getByRole('alert')).toContainText('The file is empty')
})

test('ten thousand columns, and a field of five megabytes', async () => {
  await contacts.open()
  await contacts.openImport()
  const header = ['email', ...Array.from({ length: 9_999 }, (_, n) => `c${n}`)].join(',')
  await contacts.chooseFile('wide.csv', `${header}\nann@wide.example${',x'.repeat(9_999)}\n`)
  await expect(page.getByText(/10,000 columns/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Show the other 9,800 columns' })).toBeVisible()
  await page.getByRole('button', { name: 'Another file' }).click()
  await contacts.chooseFile('deep.csv', `email,note\nann@deep.example,"${'x'.repeat(5_000_000)}"\nben@deep.example,short\n`)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Import/ })
    .click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(contacts.counts()).toContainText('Rejected1')
  expect(complaints).toEqual([])
})
