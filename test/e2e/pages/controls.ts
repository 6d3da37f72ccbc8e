import type { Page } from '@playwright/test'

/** A button, link, tab, switch or menu item that a person can press now. */
export interface Control {
  role: string
  name: string
  /** How it begins, for whoever has to find it. */
  html: string
  /** Which it is on its page: role and name, and the number among those of the same. */
  key: string
  /** Part of what stands around every page: sidebar and top bar. */
  frame: boolean
  /** Says of itself that it is the one chosen: the tab that is open, the filter that holds. */
  chosen: boolean
  index: number
}

const pressable =
  'button, a[href], [role=button], [role=tab], [role=switch], [role=menuitem], [role=checkbox], [role=radio], input[type=checkbox], input[type=radio], summary'

/** All that can be pressed: shown, enabled, not hidden from assistive technology. */
export function controlsOf(page: Page): Promise<Control[]> {
  return page.evaluate((selector) => {
    const counts = new Map<string, number>()
    return [...document.querySelectorAll<HTMLElement>(selector)].flatMap((element, index) => {
      const box = element.getBoundingClientRect()
      const shown = box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden'
      const off = element.matches(':disabled, [aria-disabled="true"]') || element.closest('[aria-hidden="true"], [inert]') !== null
      if (!shown || off) return []
      const labelled = (element as HTMLInputElement).labels?.[0]?.textContent
      const name = (element.getAttribute('aria-label') ?? labelled ?? element.textContent).replace(/\s+/g, ' ').trim()
      const role = element.getAttribute('role') ?? element.tagName.toLowerCase()
      const number = (counts.get(`${role} ${name}`) ?? 0) + 1
      counts.set(`${role} ${name}`, number)
      const frame = element.closest('.sidebar, .topbar-right, .skip') !== null
      // Rows of a list are alike: the first two stand for all.
      const row = frame || element.closest('nav') ? null : element.closest('tbody tr, [role=row], li')
      if (row && [...(row.parentElement?.children ?? [])].indexOf(row) > 1) return []
      const chosen =
        element.matches('[aria-current]:not([aria-current=false]), [aria-pressed=true], [aria-selected=true]') ||
        (element as HTMLInputElement).type === 'radio'
      return [{ role, name, html: element.outerHTML.slice(0, 120), key: `${role} ${name} ${number}`, frame, chosen, index }]
    })
  }, pressable)
}

/**
 * Presses it and says what came of it: `something` where address, focus, a dialog, a state, the text or the network
 * is different from before; `nothing`; `gone` where it is no longer there, or no longer enabled.
 */
export async function pressAndSee(page: Page, { index, name, chosen }: Control): Promise<'something' | 'nothing' | 'gone'> {
  const target = page.locator(pressable).nth(index)
  const now = await page.evaluate(
    ([selector, at]) => {
      const element = [...document.querySelectorAll<HTMLElement>(selector)][at]
      const labelled = (element as HTMLInputElement | undefined)?.labels?.[0]?.textContent
      return (element?.getAttribute('aria-label') ?? labelled ?? element?.textContent ?? '').replace(/\s+/g, ' ').trim()
    },
    [pressable, index] as const,
  )
  // What was pressed before may have switched it off.
  if (now !== name || (await target.isDisabled())) return 'gone'
  let asked = 0
  const count = (request: { url(): string }) => {
    if (!/\/events|\/api\/engine$/.test(request.url())) asked++
  }
  let opened = 0
  const open = () => opened++
  const before = await stateOf(page)
  page.on('request', count)
  page.on('filechooser', open)
  page.on('download', open)
  page.on('popup', open)
  try {
    // A handle is dragged or picked up by a key: a click on it is nothing that anybody expects something of.
    if ((await target.getAttribute('aria-roledescription')) === 'sortable') await target.press('Space', { timeout: 3_000 })
    else await target.click({ timeout: 3_000 })
    // A busy machine takes its time; of what is chosen already nothing is expected.
    const tries = chosen ? 15 : 100
    for (let left = tries; left > 0; left--) {
      if (asked + opened > 0 || (await stateOf(page)) !== before) return 'something'
      await page.waitForTimeout(40)
    }
    return 'nothing'
  } finally {
    page.off('request', count)
    page.off('filechooser', open)
    page.off('download', open)
    page.off('popup', open)
  }
}

/** What a person or a screen reader could notice, but for times that go on by themselves, and the focus that any press moves. */
function stateOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const states = [
      ...document.querySelectorAll('[aria-expanded],[aria-pressed],[aria-selected],[aria-checked],[aria-current],[aria-invalid],[open]'),
    ]
    const said = states.map((element) =>
      element
        .getAttributeNames()
        .filter((it) => /^aria-|^open$/.test(it))
        .map((it) => `${it}=${element.getAttribute(it)}`)
        .join(),
    )
    const checked = [...document.querySelectorAll<HTMLInputElement>('input')].map(({ checked, value }) => `${checked} ${value}`)
    const { activeElement } = document
    const typing = activeElement?.matches('input, textarea, select') ? activeElement.outerHTML : ''
    const scheme = document.documentElement.getAttribute('data-mantine-color-scheme')
    const shown = document.body.textContent.replace(/\d+:\d+|\d+ s\b/g, '')
    const dialogs = document.querySelectorAll('[role=dialog],[role=menu],[role=listbox]').length
    return JSON.stringify([location.href, said, checked, typing, scheme, shown, dialogs])
  })
}
