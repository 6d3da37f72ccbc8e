import type { Locator, Page } from '@playwright/test'

/** The audience of a campaign that finds new people every day, in the words of the builder's screen. */
export function discoveryPage(page: Page) {
  const form = page.getByRole('region', { name: 'New people every day' })
  const preview = page.getByRole('region', { name: 'Whom it finds' })
  const chain = page.getByRole('region', { name: 'Who gives addresses' })
  const box = (name: string): Locator => form.getByRole('textbox', { name, exact: true })
  return {
    kind: (name: 'People you choose' | 'New people every day'): Locator => page.getByRole('radio', { name }),
    /** Its words are what is pressed; the radio button itself is drawn over. */
    choose: (name: 'People you choose' | 'New people every day') =>
      page.getByRole('radiogroup', { name: 'Who gets it' }).getByText(name, { exact: true }).click(),
    form,
    platform: form.getByRole('combobox', { name: 'Platform' }),
    niche: box('Niche, in your words'),
    from: box('Followers from'),
    to: box('Followers to'),
    engagement: box('Engagement, at least'),
    places: form.getByLabel('Where they are', { exact: true }).first(),
    languages: form.getByLabel('Languages they write', { exact: true }).first(),
    option: (name: string): Locator => page.getByRole('option', { name, exact: true }),
    anyWord: form.getByLabel('Any of these words', { exact: true }).first(),
    noWord: form.getByLabel('None of these words', { exact: true }).first(),
    pasteHandles: form.getByRole('button', { name: /^(Paste|Change the) handles$/ }),
    handles: page.getByRole('dialog').getByRole('textbox', { name: 'Handles' }),
    aDay: box('New people a day, at most'),
    runs: box('Number of runs'),
    share: box('Share beside others'),
    creditsGoTo: (name: 'Follow-ups' | 'New people') => form.getByText(name, { exact: true }).click(),
    chain,
    enricher: (name: string): Locator => chain.getByRole('checkbox', { name }),
    chainRow: (name: string): Locator => chain.getByRole('listitem').filter({ has: page.getByRole('checkbox', { name }) }),
    later: (name: string): Locator => chain.getByRole('button', { name: `Ask ${name} later` }),
    earlier: (name: string): Locator => chain.getByRole('button', { name: `Ask ${name} earlier` }),
    testMode: page.getByRole('switch', { name: 'Try it without anything leaving' }),
    preview,
    tryInTestMode: preview.getByRole('button', { name: 'Try it in test mode' }),
    look: preview.getByRole('button', { name: /^(Show (the first )?ten|Look again)/ }),
    found: preview.getByRole('row').filter({ has: page.getByRole('rowheader') }),
    figures: preview.getByLabel('A run', { exact: true }),
    problem: preview.getByRole('alert'),
    /** Names of the chain as they are asked. */
    async order(): Promise<string[]> {
      const rows = chain.getByRole('listitem').filter({ has: page.getByRole('checkbox', { checked: true }) })
      return (await rows.allInnerTexts()).map((text) => /(Clay routine|Clay table|Influencers Club)/.exec(text)?.[0] ?? text)
    },
  }
}
