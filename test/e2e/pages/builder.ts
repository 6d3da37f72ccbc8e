import type { Locator, Page } from '@playwright/test'

type Step = 'Audience' | 'Sequence' | 'Schedule' | 'Review'

/** The builder in the words of its screen. */
export function builderPage(page: Page) {
  const rail = page.getByRole('navigation', { name: 'Steps of the campaign' })
  const steps = page.getByRole('region', { name: 'Steps', exact: true })
  const message = page.getByRole('region', { name: 'The message' })
  const editor = page.getByRole('region', { name: /^Step \d+$/ })
  const dialog = page.getByRole('dialog')
  return {
    /** Opens it by its address; a page that is open goes there without being loaded anew. */
    async open(campaignId: number, step = 'audience'): Promise<void> {
      await page.evaluate((hash) => {
        location.hash = hash
      }, `/campaigns/${campaignId}/build/${step}`)
    },
    rail,
    step: (name: Step): Locator => rail.getByRole('link', { name: new RegExp(`^${name}`) }),
    name: page.getByRole('textbox', { name: 'Name of the campaign' }),
    saveState: page.getByTestId('save-state'),
    notSaved: page.getByRole('alert').filter({ hasText: 'Not saved' }),
    tryAgain: page.getByRole('alert').filter({ hasText: 'Not saved' }).getByRole('button', { name: 'Try again' }),
    next: page.getByRole('button', { name: /^Next:/ }),
    way: (name: string): Locator => page.getByRole('region', { name: 'Add people' }).getByText(name, { exact: true }),
    field: (name: string): Locator => page.getByRole('combobox', { name }).or(page.getByRole('textbox', { name })),
    pick: (name: string): Locator => page.getByRole('checkbox', { name: `Choose ${name}` }),
    add: page.getByRole('button', { name: /^Add( \S+)? (person|people)/ }),
    people: page.getByTestId('people-in'),
    peopleIn: page.getByRole('region', { name: 'In the campaign' }),
    takeOut: (name: string): Locator => page.getByRole('button', { name: `Take out ${name}` }),
    undo: page.getByRole('button', { name: 'Undo' }),
    writeFirst: page.getByRole('button', { name: 'Write the first message' }),
    card: (position: number): Locator => steps.getByRole('button', { name: new RegExp(`^${position}\\.`) }),
    cards: steps.getByRole('button', { name: /^\d+\./ }),
    grip: (position: number): Locator => steps.getByRole('button', { name: `Drag step ${position}` }),
    actions: (position: number): Locator => steps.getByRole('button', { name: `Actions of step ${position}` }),
    menuItem: (name: string | RegExp): Locator => page.getByRole('menuitem', { name }),
    wait: (position: number, unit: 'days' | 'hours'): Locator =>
      page.getByRole('group', { name: `Wait before step ${position}` }).getByRole('textbox', { name: unit }),
    addFollowUp: page.getByRole('button', { name: 'Add a follow-up' }),
    subject: editor.getByRole('textbox', { name: 'Subject' }),
    text: editor.getByRole('textbox', { name: 'Text' }),
    editor,
    insertVariable: page.getByRole('button', { name: 'Insert variable' }),
    message,
    gaps: message.locator('mark'),
    nextPerson: page.getByRole('button', { name: 'Next person' }),
    mostGaps: page.getByRole('button', { name: 'Most gaps' }),
    sendTest: page.getByRole('button', { name: 'Send a test to myself' }),
    day: (name: string): Locator => page.getByRole('button', { name, exact: true }),
    summary: page.getByRole('region', { name: 'What comes of it' }),
    checklist: page.getByRole('region', { name: 'Checklist' }),
    tab: (name: string): Locator => page.getByRole('tab', { name }),
    activate: page.getByRole('button', { name: 'Activate', exact: true }),
    reviewChange: page.getByRole('button', { name: /^Review change/ }),
    dialog,
    inDialog: (name: string | RegExp): Locator => dialog.getByRole('button', { name }),
  }
}
