/**
 * Gives the focus a place where it was lost: what had it is gone from the page (a button that an action took away).
 * Waits for what is drawn next, so that a dialog that closes can give it back first.
 */
export function focusIfLost(find: () => HTMLElement | null | undefined): void {
  requestAnimationFrame(() => {
    const { activeElement, body } = document
    if (activeElement === null || activeElement === body) find()?.focus()
  })
}
