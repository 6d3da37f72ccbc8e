import { expect, type Page, test } from '@playwright/test'
import { type PageHost, type Seed, seed, startPageHost } from './page-host.ts'
import { expectAccessible, listenForComplaints, picture } from './pages/accessible.ts'
import { contactsPage } from './pages/contacts.ts'
import { frameOf } from './pages/frame.ts'

// One workspace lives through all of this, in order.
test.describe.configure({ mode: 'serial' })

let host: PageHost
let seeded: Seed
let page: Page
let contacts: ReturnType<typeof contactsPage>
let complaints: string[] = []

const german = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
const crowd = 2_500

test.beforeAll(async ({ browser }) => {
  host = await startPageHost()
  seeded = await seed(host)
  const lines = Array.from({ length: crowd }, (_, n) => `Person${n},Crowd${String(n).padStart(4, '0')},p${n}@crowd.example`)
  const { id } = await host.api('POST', '/contacts/import', {
    content: `firstName,lastName,email\n${lines.join('\n')}\n`,
    fileName: 'crowd.csv',
  })
  await expect
    .poll(async () => (await host.api<{ status: string }>('GET', `/contacts/import/${id}`)).status, { timeout: 30_000 })
    .toBe('done')
  await host.api('POST', '/contacts', {
    email: 'edith@clarke.example',
    firstName: 'Edith',
    lastName: 'Clarke',
    companyName: german,
    tags: [german.slice(0, 60)],
  })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  complaints = listenForComplaints(page)
  contacts = contactsPage(page)
  await page.goto(host.pageUrl())
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.close()
})

test('shows the newest first with the exact number, and all of them by End and Home', async () => {
  await contacts.open()
  await expect(contacts.person('Edith Clarke')).toBeVisible()
  await expect(page.getByText(`${(crowd + 5).toLocaleString('en-GB')} contacts`)).toBeVisible()
  await expectAccessible(page, 'contacts')
  await contacts.nameButton('Edith Clarke').focus()
  await page.keyboard.press('End')
  await expect(contacts.nameButton('Ada Lovelace')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(contacts.nameButton('Grace Hopper')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(contacts.nameButton('Edith Clarke')).toBeFocused()
})

test('headers sort, search and filters narrow, and chips take filters away', async () => {
  await contacts.table().getByRole('button', { name: 'Email' }).click()
  await expect(contacts.table().getByRole('row').nth(1)).toContainText('ada@lovelace.example')
  await contacts.table().getByRole('button', { name: 'Added' }).click()
  await page.locator('body').press('/')
  await expect(page.getByRole('textbox', { name: 'Search contacts' })).toBeFocused()
  await page.keyboard.type('grace')
  await expect(page.getByText('1 contact', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Domain of the address').fill('crowd.example')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2,500 contacts')).toBeVisible()
  await page.getByRole('button', { name: 'Remove filter Domain: crowd.example' }).click()
  await expect(page.getByText('2,505 contacts')).toBeVisible()
})

test('columns are chosen, and remembered', async () => {
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Tags' }).uncheck()
  await page.getByRole('checkbox', { name: 'First name' }).check()
  await page.keyboard.press('Escape')
  await expect(contacts.table().getByRole('columnheader', { name: 'First name' })).toBeVisible()
  await page.reload()
  await expect(contacts.table().getByRole('columnheader', { name: 'First name' })).toBeVisible()
  await expect(contacts.table().getByRole('columnheader', { name: 'Tags' })).toBeHidden()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Tags' }).check()
  await page.getByRole('checkbox', { name: 'First name' }).uncheck()
  await page.keyboard.press('Escape')
  // Rows move while columns come and go.
  await expect(contacts.table().getByRole('columnheader', { name: 'Tags' })).toBeVisible()
  await expect(contacts.table().getByRole('columnheader', { name: 'First name' })).toBeHidden()
  await expect(page.getByRole('checkbox', { name: 'First name' })).toBeHidden()
})

test('a person opens beside the list; fields and tags change where they stand', async () => {
  await contacts.nameButton('Edith Clarke').click()
  const drawer = contacts.drawer()
  await expect(drawer).toBeFocused()
  await expect(drawer).toContainText('In no campaign yet.')
  await expectAccessible(page, 'contact')
  await drawer.getByRole('textbox', { name: 'First name' }).fill('Edie')
  await page.keyboard.press('Enter')
  await expect(contacts.person('Edie Clarke')).toBeVisible()
  await drawer.getByRole('textbox', { name: 'Email' }).fill('not an address')
  await page.keyboard.press('Enter')
  await expect(drawer.getByRole('alert')).toContainText('bare address')
  await page.keyboard.press('Escape')
  await expect(drawer.getByRole('textbox', { name: 'Email' })).toHaveValue('edith@clarke.example')
  await drawer.getByLabel('Add a tag').fill('engineer')
  await page.keyboard.press('Enter')
  await expect(drawer.getByRole('button', { name: 'Remove tag engineer' })).toBeVisible()
  await drawer.getByLabel('Name of a new field').fill('city')
  await drawer.getByRole('textbox', { name: 'Value of the new field' }).fill('Boston')
  await page.keyboard.press('Enter')
  await expect(drawer.getByRole('textbox', { name: 'city' })).toHaveValue('Boston')
  await drawer.focus()
  await page.keyboard.press('ArrowDown')
  await expect(drawer).toHaveAccessibleName('Person2499 Crowd2499')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(contacts.nameButton('Crowd2499')).toBeFocused()
})

test('the palette finds a person and opens them, with their campaigns', async () => {
  await frameOf(page).lookFor('Radia')
  await page.getByRole('option', { name: /Radia Perlman/ }).click()
  await expect(contacts.drawer()).toHaveAccessibleName('Radia Perlman')
  await expect(contacts.drawer().getByRole('list', { name: 'Campaigns' })).toContainText('Autumn outreach')
  await expect(contacts.drawer().getByRole('list', { name: 'Time line' })).toContainText('Added to the campaign')
  await contacts.drawer().getByRole('button', { name: 'Close' }).click()
  await expect(contacts.drawer()).toBeHidden()
})

test('many are chosen by shift and by keyboard, and each question names the number', async () => {
  await contacts.choose('Person2499 Crowd2499')
  await expect(contacts.bulk()).toContainText('1 contact chosen')
  await contacts.choose('Person2490 Crowd2490', true)
  await expect(contacts.bulk()).toContainText('10 contacts chosen')
  await contacts.nameButton('Crowd2490').focus()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(contacts.bulk()).toContainText('11 contacts chosen')
  await expect(contacts.nameButton('Crowd2489')).toBeFocused()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(contacts.bulk()).toContainText('12 contacts chosen')
  await page.keyboard.press('Space')
  await expect(contacts.bulk()).toContainText('11 contacts chosen')
  await contacts.ask('Add tag')
  const dialog = contacts.dialog('Add a tag to 11 contacts')
  await dialog.getByLabel('Tag').fill('trade fair')
  await expectAccessible(page, 'tagging')
  await dialog.getByRole('button', { name: 'Tag 11 contacts' }).click()
  await expect(page.getByText('11 contacts newly tagged “trade fair”')).toBeVisible()
  await expect(contacts.person('Crowd2499')).toContainText('trade fair')
  await expect(contacts.bulk()).toBeHidden()
})

test('all that match are chosen by filter, and go into a campaign', async () => {
  await contacts.search('crowd249')
  await expect(page.getByText('10 contacts', { exact: true })).toBeVisible()
  await contacts.nameButton('Crowd2499').focus()
  await expect(contacts.nameButton('Crowd2499')).toBeFocused()
  await page.keyboard.press('Control+a')
  await expect(contacts.bulk()).toContainText('10 contacts chosen, all that match')
  await contacts.choose('Person2495 Crowd2495')
  await expect(contacts.bulk()).toContainText('9 contacts chosen')
  await contacts.ask('Add to campaign')
  const dialog = contacts.dialog('Add 9 contacts to a campaign')
  await dialog.getByRole('combobox', { name: 'Campaign' }).selectOption({ label: 'Autumn outreach (draft)' })
  await dialog.getByRole('button', { name: 'Add 9 contacts' }).click()
  await expect(page.getByText('9 contacts added to the campaign')).toBeVisible()
  expect((await host.api<{ total: number }>('GET', `/campaigns/${seeded.campaignId}/recipients`)).total).toBe(13)
})

test('who is never contacted stands on a list of their own, and can be let go where they did not ask for it', async () => {
  await contacts.search('crowd2495')
  // The row moves when the search has narrowed the table; a click on its way would miss it.
  await expect(page.getByText('1 contact', { exact: true })).toBeVisible()
  await contacts.nameButton('Crowd2495').click()
  await contacts.drawer().getByRole('button', { name: 'Never contact again' }).click()
  await page
    .getByRole('dialog', { name: /Never contact Person2495/ })
    .getByRole('button', { name: 'Never contact again' })
    .click()
  await expect(contacts.drawer()).toContainText('This address is never contacted')
  await expect(contacts.person('Crowd2495')).toContainText('Never contact')
  await contacts.drawer().getByRole('button', { name: 'Close' }).click()
  await expect(contacts.drawer()).toBeHidden()
  await contacts.tab('Never contact')
  await page.getByRole('button', { name: 'Add address or domain' }).click()
  await page.getByRole('combobox', { name: 'What' }).selectOption('domain')
  await page.getByRole('textbox', { name: 'Domain' }).fill('Competitor.example')
  await page.getByRole('button', { name: 'Never contact this domain' }).click()
  const list = page.getByTestId('suppressions')
  await expect(list).toContainText('everybody at competitor.example')
  await expectAccessible(page, 'never-contact')
  await list.getByRole('button', { name: 'Lift p2495@crowd.example' }).click()
  await page.getByRole('button', { name: 'Allow again' }).click()
  await expect(list.getByRole('row', { name: /p2495/ })).toBeHidden()
})

test('forgetting a person says what remains, and leaves a hash', async () => {
  await contacts.tab('People')
  await contacts.search('crowd2495')
  await expect(page.getByText('1 contact', { exact: true })).toBeVisible()
  await contacts.nameButton('Crowd2495').click()
  await contacts.drawer().getByRole('button', { name: 'Forget this person' }).click()
  const dialog = contacts.dialog(/Forget Person2495/)
  await expect(dialog).toContainText('What remains: a hash of the address')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Forget this person' }).click()
  await expect(page.getByText('Nobody matches')).toBeVisible()
  await contacts.tab('Never contact')
  await page.getByRole('textbox', { name: 'Search addresses never contacted' }).fill('p2495@crowd.example')
  await expect(page.getByTestId('suppressions')).toContainText('A forgotten person')
})

test('somebody is added by hand; an address that is known is refused in words', async () => {
  await contacts.tab('People')
  await page.locator('body').press('c')
  const dialog = contacts.dialog('Add a contact')
  await dialog.getByRole('textbox', { name: 'Email' }).fill('ada@lovelace.example')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('There is a contact with this address already.')
  await dialog.getByRole('textbox', { name: 'Email' }).fill('hedy@lamarr.example')
  await dialog.getByRole('textbox', { name: 'Last name' }).fill('Lamarr')
  await dialog.getByRole('button', { name: 'Add contact' }).click()
  await expect(contacts.drawer()).toHaveAccessibleName('Lamarr')
  await page.keyboard.press('Escape')
})

test('at 4K rows run no wider than one reads, and the browser had nothing to complain about', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 })
  expect((await contacts.table().boundingBox())?.width).toBeLessThanOrEqual(1600)
  await picture(page, 'contacts-4k')
  await page.setViewportSize({ width: 1280, height: 720 })
  expect(complaints).toEqual([])
})
