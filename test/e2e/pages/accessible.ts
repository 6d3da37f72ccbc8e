import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'

/** A screenshot of what is shown, kept with the run under this name, unless nobody will look at it. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env.TEST_PICTURES === 'none') return
  const path = test.info().outputPath(`${name}.png`)
  await page.screenshot({ path })
  await test.info().attach(name, { path, contentType: 'image/png' })
}

/** Rules of axe about colours: all that another scheme changes. */
const colourRules = ['color-contrast', 'link-in-text-block']

/**
 * Axe has nothing to say about what is shown, nor about its colours in dark; a picture of both is kept. The page is light
 * afterwards.
 * @param what names the state in complaints and pictures
 */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    // Letters stand in frames that run no script, and so none of axe's: only the page itself is looked at.
    const axe = new AxeBuilder({ page }).setLegacyMode(true)
    if (colorScheme === 'dark') axe.withRules(colourRules)
    const { violations } = await axe.analyze()
    expect(violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id} ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    await picture(page, `${what}-${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

/** Collects what the browser complains about while the page is used; what it says of a host that is away is left out. */
export function listenForComplaints(page: Page): string[] {
  const complaints: string[] = []
  const hear = (text: string) => {
    if (!/net::ERR_|Failed to load resource/.test(text)) complaints.push(text)
  }
  page.on('pageerror', (error) => hear(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') hear(message.text())
  })
  return complaints
}

/** Fails where the page is wider than its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  expect(content).toBeLessThanOrEqual(window ?? 0)
}

/** The words as they stand on the screen, those of its parts apart from one another. */
export async function shownText(place: Locator): Promise<string> {
  await expect(place).toBeVisible()
  return (await place.allInnerTexts()).join(' ')
}
