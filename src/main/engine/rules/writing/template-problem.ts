import { LiquidError } from 'liquidjs'
import { tagWords } from './template-engine.ts'

/** The library's messages, each with what to say instead. */
const known: [RegExp, (found: string) => string][] = [
  [/^output "?(.*?)"? not closed/s, (found) => `${shorten(found)} is not closed with }}.`],
  [
    /^tag "?(\{%.*?)"? not closed/s,
    (found) => (found.includes('%}') ? `${shorten(found)} has no matching end.` : `${shorten(found)} is not closed with %}.`),
  ],
  [
    /^tag "(.*?)" not found/s,
    (found) =>
      found.startsWith('end') || found.startsWith('els')
        ? `{% ${shorten(found)} %} has nothing before it that it belongs to.`
        : `There is no tag {% ${shorten(found)} %} in messages. You can use ${tagWords}.`,
  ],
  [/^undefined filter: (.*)/s, (found) => `There is no filter "${shorten(found)}".`],
  [/^illegal tag: (.*?), file|^illegal tag: (.*)/s, (found) => `${shorten(found)} is not written as it should be.`],
  [/^memory alloc limit exceeded/, () => 'The template makes something too large, such as a very long list.'],
  [/^parse length limit exceeded/, () => 'The text is too long for a template.'],
  [/^Maximum call stack|^Invalid string length|^Invalid array length/, () => 'The template is nested too deeply or grows too large.'],
]

/** A problem with a template in a person's words, with its line where that is known. At most about 300 characters. */
export function problemWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const bare = message.replace(/, line:\d+, col:\d+$/s, '').replace(/, file:.*$/s, '')
  const line = lineOf(error)
  return `${line === null ? '' : `Line ${line}: `}${sentence(bare)}`
}

function sentence(message: string): string {
  for (const [pattern, words] of known) {
    const found = pattern.exec(message)
    if (found) return words(found[1] ?? found[2] ?? '')
  }
  return `This part of the template cannot be read (${shorten(message, 160)}).`
}

function lineOf(error: unknown): number | null {
  if (!LiquidError.is(error)) return null
  return (error as LiquidError).token.getPosition()[0] ?? null
}

function shorten(text: string, max = 60): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > max ? `${flat.slice(0, max)}…` : flat
}
