/** Control characters (C0, C1, DEL) and Unicode's own line and paragraph separators: whatever could begin a new line. */
const control = /[\p{Cc}\p{Zl}\p{Zp}]/u
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** Whether a text holds anything that has no place in one line, and could start a new header in a message. */
export function hasControl(text: string): boolean {
  return control.test(text)
}

/** A text as one line: every run of control characters becomes a space. */
export function oneLine(text: string): string {
  return text.replace(controls, ' ').trim()
}
