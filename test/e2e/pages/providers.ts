import type { Locator, Page } from '@playwright/test'
import { frameOf } from './frame.ts'

type Name = 'Influencers Club' | 'Clay'

/** The services that find people and their addresses, in the words of their page. */
export function providersPage(page: Page) {
  const card = (name: Name): Locator => page.getByRole('region', { name, exact: true })
  const routine = page.getByRole('region', { name: 'Routine', exact: true })
  const table = page.getByRole('region', { name: 'Table, without routines' })
  return {
    /** By its entry in the palette. */
    connectByPalette: (name: Name) => frameOf(page).find(`connect ${name.toLowerCase()}`, new RegExp(`Connect ${name}`)),
    heading: page.getByRole('heading', { level: 1, name: 'People and addresses' }),
    card,
    key: (name: Name): Locator => page.getByLabel(`Key of ${name}`, { exact: true }),
    connect: (name: Name): Locator => page.getByRole('button', { name: `Connect ${name}` }),
    check: (name: Name): Locator => card(name).getByRole('button', { name: /^Check again/ }),
    otherKey: (name: Name): Locator => card(name).getByRole('button', { name: /^Enter another key/ }),
    disconnect: (name: Name): Locator => card(name).getByRole('button', { name: `Disconnect ${name}` }),
    problem: (name: Name): Locator => card(name).getByRole('alert'),
    dialog: page.getByRole('dialog'),
    inDialog: (name: string): Locator => page.getByRole('dialog').getByRole('button', { name }),
    routine,
    routineId: routine.getByRole('textbox', { name: 'Id of the routine' }),
    inputName: (row: number): Locator => routine.getByRole('textbox', { name: `Name of input ${row}` }),
    inputField: (row: number): Locator => routine.getByRole('combobox', { name: `What input ${row} is given` }),
    addInput: routine.getByRole('button', { name: 'Add an input' }),
    takeOutInput: (row: number): Locator => routine.getByRole('button', { name: `Take out input ${row}` }),
    output: (name: string): Locator =>
      routine.getByRole('group', { name: 'Keys of its result' }).getByRole('textbox', { name, exact: true }),
    /** Gone once it is saved, and not while it is on its way. */
    saveRoutine: routine.getByRole('button', { name: /^(Save the routine|Saving)$/ }),
    handle: routine.getByRole('textbox', { name: 'Handle' }),
    fullName: routine.getByRole('textbox', { name: 'Full name' }),
    runOnce: routine.getByRole('button', { name: /run it once · costs what Clay charges for one/i }),
    cameBack: routine.getByRole('list', { name: 'What came back' }),
    use: (key: string, as: string): Locator => routine.getByRole('group', { name: `What ${key} is` }).getByRole('button', { name: as }),
    table,
    webhook: table.getByRole('textbox', { name: 'Address of the webhook' }),
    token: table.getByLabel('Its token, where it has one', { exact: true }),
    saveTable: table.getByRole('button', { name: /^(Save the table|Saving)$/ }),
    removeToken: table.getByRole('button', { name: 'Remove the token' }),
  }
}
