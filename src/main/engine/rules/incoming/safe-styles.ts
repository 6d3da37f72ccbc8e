/**
 * What the style of an element may say. Values are matched as a whole: no function but a colour's, so no url(), no
 * expression(), no escapes; no position, so that nothing leaves its place.
 */
const color = /^(?:#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([\d\s.,%/]{1,40}\)|[a-z]{3,30})$/i
const length = String.raw`(?:\d{1,4}(?:\.\d{1,4})?(?:px|pt|pc|em|rem|ex|ch|cm|mm|in|%)?|auto)`
const oneLength = new RegExp(`^${length}$`, 'i')
const lengths = new RegExp(`^${length}(?: ${length}){0,3}$`, 'i')
const word = /^[a-z-]{1,30}$/i
const border =
  /^(?:(?:\d{1,2}(?:\.\d{1,2})?(?:px|pt|em)?|thin|medium|thick|none|solid|dashed|dotted|double|[a-z]{3,20}|#[0-9a-f]{3,8}|rgba?\([\d\s.,%]{1,40}\)) ?){1,4}$/i
const sides = ['top', 'right', 'bottom', 'left']

/** Property → patterns of values, as sanitize-html takes them. */
export const allowedStyles: Record<string, RegExp[]> = {
  color: [color],
  'background-color': [color],
  background: [color],
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'font-size': [oneLength, word],
  'font-style': [word],
  'font-weight': [/^(?:[1-9]00|bold|bolder|lighter|normal)$/i],
  'text-align': [/^(?:left|right|center|justify|start|end)$/i],
  'text-decoration': [/^(?:none|underline|line-through)$/i],
  'text-transform': [word],
  'text-indent': [oneLength],
  'line-height': [oneLength, /^normal$/i],
  'letter-spacing': [oneLength, /^normal$/i],
  'vertical-align': [oneLength, word],
  'white-space': [word],
  'word-break': [word],
  'overflow-wrap': [word],
  direction: [/^(?:ltr|rtl)$/i],
  display: [/^(?:none|block|inline|inline-block|list-item|table|table-row|table-cell)$/i],
  width: [oneLength],
  'max-width': [oneLength, /^none$/i],
  'min-width': [oneLength],
  height: [oneLength],
  'max-height': [oneLength, /^none$/i],
  'list-style-type': [word],
  'border-collapse': [/^(?:collapse|separate)$/i],
  'border-spacing': [lengths],
  'border-radius': [lengths],
  'border-color': [color],
  'border-style': [word],
  'border-width': [lengths],
  border: [border],
  margin: [lengths],
  padding: [lengths],
  ...Object.fromEntries(
    sides.flatMap((side) => [
      [`border-${side}`, [border]],
      [`margin-${side}`, [oneLength]],
      [`padding-${side}`, [oneLength]],
    ]),
  ),
}
