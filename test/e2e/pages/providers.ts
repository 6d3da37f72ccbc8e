import type { Locator, Page } from '@playwright/test'

/** "People and addresses", the page of the services that find people, in the words of the screen. */
export function providersPage(page: Page) {
  const card = (name: string): Locator => page.getByRole('region', { name, exact: true })
  const routine = page.getByRole('region', { name: 'Routine', exact: true })
  const table = page.getByRole('region', { name: 'Table, without routines' })
  return {
    card,
    key: (name: string): Locator => page.getByRole('textbox', { name: `Key of ${name}` }),
    connect: (name: string): Locator => page.getByRole('button', { name: `Connect ${name}`, exact: true }),
    check: (name: string): Locator => page.getByRole('button', { name: `Check ${name} again` }),
    problem: (name: string): Locator => card(name).getByRole('alert'),
    routine,
    routineId: routine.getByRole('textbox', { name: 'Id of the routine' }),
    saveRoutine: routine.getByRole('button', { name: 'Save the routine' }),
    handle: routine.getByRole('textbox', { name: 'Handle' }),
    fullName: routine.getByRole('textbox', { name: 'Full name' }),
    runOnce: routine.getByRole('button', { name: /run it once/i }),
    cameBack: routine.getByRole('list', { name: 'What came back' }),
    use: (output: string, as: string): Locator =>
      routine.getByRole('group', { name: `What ${output} is` }).getByRole('button', { name: as, exact: true }),
    webhook: table.getByRole('textbox', { name: 'Address of the webhook' }),
    saveTable: table.getByRole('button', { name: 'Save the table' }),
  }
}
