/** Mail sources (RFC 5322, CRLF lines) out of plain strings: what people and mail servers in the sandbox write. */
import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import type { Instant } from '../engine/ports/machine.ts'

const eol = '\r\n'

/** A date as mail writes it, in UTC. */
export function mailDate(at: Instant): string {
  return DateTime.fromMillis(at, { zone: 'utc' }).toRFC2822() ?? ''
}

/** The same short name for the same text, each time. */
export function shortName(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

/** `"Name" <address>`, the name encoded where it has to be. */
export function mailbox({ name, address }: { name: string; address: string }): string {
  if (name === '') return address
  return `${isPlain(name) ? `"${name.replace(/["\\\\]/g, '')}"` : encodeWords(name)} <${address}>`
}

/**
 * A source of header lines and a text.
 * @param headers in order; an empty value is left out
 */
export function writeMail(headers: [name: string, value: string][], text: string): Buffer {
  const typed: typeof headers = [
    ...headers,
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', 'base64'],
  ]
  return Buffer.from([...headerLines(typed), '', base64(text), ''].join(eol), 'latin1')
}

/** Several parts below one header. */
export function writeParts(
  headers: [name: string, value: string][],
  type: string,
  parts: { type: string; content: string; encode?: boolean }[],
): Buffer {
  const boundary = `=_${shortName(JSON.stringify(headers))}`
  const typed: typeof headers = [...headers, ['MIME-Version', '1.0'], ['Content-Type', `${type}; boundary="${boundary}"`]]
  const bodies = parts.flatMap(({ type: own, content, encode }) => [
    `--${boundary}`,
    `Content-Type: ${own}`,
    ...(encode ? ['Content-Transfer-Encoding: base64', '', base64(content)] : ['', content.replace(/\r?\n/g, eol)]),
    '',
  ])
  return Buffer.from([...headerLines(typed), '', ...bodies, `--${boundary}--`, ''].join(eol), 'latin1')
}

function headerLines(headers: [name: string, value: string][]): string[] {
  return headers.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${name === 'Subject' ? encodeWords(value) : value}`)
}

/** RFC 2047 where a text is more than plain ASCII, each word short enough; folded between words. */
function encodeWords(text: string): string {
  if (isPlain(text)) return text
  const words: string[] = []
  let word = ''
  for (const character of text.replace(/\p{Cc}/gu, ' ')) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word)
      word = ''
    }
    word += character
  }
  words.push(word)
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(`${eol} `)
}

function isPlain(text: string): boolean {
  return /^[ -~]{0,400}$/.test(text) && !text.includes('=?')
}

function base64(text: string): string {
  return (
    Buffer.from(text.replace(/\r?\n/g, eol))
      .toString('base64')
      .match(/.{1,76}/g)
      ?.join(eol) ?? ''
  )
}
