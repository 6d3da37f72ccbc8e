import type { Locator } from '@playwright/test'

/**
 * Counts what a person has to do on their way.
 *
 * A **decision** is something that a person has to know or to choose, and that the program cannot know: an address, a
 * password, a file, a subject, whether to begin. What one asks for in one place about one thing (host, port and
 * encryption of a server, as a provider writes them in one line) is one decision. Going on (Next, Continue, the page that
 * the guide leads to) is none, and neither is a confirmation that asks once more about what was just decided.
 *
 * Beside them every single **click** and every **field** that is filled is counted, whatever it is for.
 */
export class Decisions {
  readonly made: string[] = []
  clicks = 0
  fields = 0

  /** Something to decide: what is done in `act` belongs to it. */
  async decide(what: string, act: () => Promise<void>): Promise<void> {
    this.made.push(what)
    await act()
  }

  async click(target: Locator): Promise<void> {
    this.clicks++
    await target.click()
  }

  async fill(target: Locator, text: string): Promise<void> {
    this.fields++
    await target.fill(text)
  }

  inWords(): string {
    const list = this.made.map((what, index) => `  ${index + 1}. ${what}`).join('\n')
    return `${this.made.length} decisions, ${this.clicks} clicks, ${this.fields} fields:\n${list}`
  }
}
