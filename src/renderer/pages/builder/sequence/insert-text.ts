/**
 * Puts text where the caret of a field stands (or in place of what is marked), in a way that the field's own undo knows.
 * @param caretBack so many characters before the end of it the caret stands afterwards
 */
export function insertText(field: HTMLInputElement | HTMLTextAreaElement, text: string, caretBack: number): void {
  field.focus()
  // The only way to a field's own undo; where a browser has dropped it, the text comes without.
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const caret = (field.selectionStart ?? 0) - caretBack
  field.setSelectionRange(caret, caret)
}
