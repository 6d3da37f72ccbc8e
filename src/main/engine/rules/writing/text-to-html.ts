/** Longest address that becomes a link; longer ones stay text. */
const maxLink = 2000

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as HTML shows it, in elements and in quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)
}

/**
 * Plain text as simple HTML: an empty line begins a paragraph, a line break is one, http and https addresses become
 * links. Everything is escaped; nothing is loaded from anywhere.
 * @param style inline CSS of each paragraph; none when empty
 */
export function textToHtml(text: string, style = ''): string {
  const open = style === '' ? '<p>' : `<p style="${escapeHtml(style)}">`
  return text
    .split(/\n(?:[ \t]*\n)+/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `${open}${paragraph.split('\n').map(line).join('<br>\n')}</p>`)
    .join('\n')
}

function line(text: string): string {
  const indent = /^[ \t]*/.exec(text)?.[0] ?? ''
  const spaces = indent.replaceAll('\t', '    ').length
  return '&nbsp;'.repeat(Math.min(spaces, 40)) + linked(text.slice(indent.length).trimEnd())
}

function linked(text: string): string {
  let html = ''
  let done = 0
  for (const found of text.matchAll(/\bhttps?:\/\/[^\s<>"'`\\^{|}]+/gi)) {
    if (found[0].length > maxLink) continue
    const url = withoutTail(found[0])
    if (!isWebAddress(url)) continue
    const escaped = escapeHtml(url)
    html += `${escapeHtml(text.slice(done, found.index))}<a href="${escaped}">${escaped}</a>`
    done = found.index + url.length
  }
  return html + escapeHtml(text.slice(done))
}

/** Punctuation at the end belongs to the sentence; a closing bracket only where the address did not open it. */
function withoutTail(url: string): string {
  const surplus: Record<string, number> = { ')': count(url, ')') - count(url, '('), ']': count(url, ']') - count(url, '[') }
  let end = url.length
  for (;;) {
    const last = url[end - 1] ?? ''
    const closing = surplus[last]
    if (closing === undefined ? last === '' || !'.,;:!?*_~'.includes(last) : closing <= 0) return url.slice(0, end)
    if (closing !== undefined) surplus[last] = closing - 1
    end--
  }
}

function count(text: string, char: string): number {
  let found = 0
  for (const one of text) if (one === char) found++
  return found
}

function isWebAddress(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:') && parsed.hostname !== ''
}
