const longest = 300

/**
 * What a service says of an error, as one line of at most 300 characters. The services are not uniform: `message`,
 * `detail`, `error`, `response_meta.error_message`, or a tree of field names with lists of complaints. Pages of HTML say
 * nothing to a person: empty. Never throws; nothing in `secrets` is ever in it.
 */
export function saidIn(body: string, secrets: readonly string[]): string {
  const text = withoutSecrets(spacesToOne(words(body)), secrets)
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`
}

function words(body: string): string {
  const text = body.trim()
  const parsed = asJson(text)
  if (parsed === undefined) return text.length > 1000 || /[<>{}]/.test(text) ? '' : text
  if (typeof parsed !== 'object' || parsed === null) return typeof parsed === 'string' ? parsed : ''
  const said = Array.isArray(parsed) ? '' : namedWords(parsed)
  return said || complaints(parsed, [], 0).slice(0, 20).join('; ')
}

function namedWords(body: object): string {
  const at = (key: string): unknown => (Object.hasOwn(body, key) ? (body as Record<string, unknown>)[key] : undefined)
  const meta = at('response_meta')
  const inner = typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>).error_message : undefined
  for (const candidate of [at('message'), at('detail'), at('error'), inner]) {
    const said = typeof candidate === 'string' ? candidate : complaints(candidate, [], 0).slice(0, 20).join('; ')
    if (said.trim() !== '') return said
  }
  return ''
}

/** `filters.engagement_percent: A valid number is required.`, one for each field. */
function complaints(value: unknown, path: string[], depth: number): string[] {
  if (typeof value === 'string') {
    const name = path.filter((part) => part !== 'non_field_errors').join('.')
    return value.trim() === '' ? [] : [name === '' ? value : `${name}: ${value}`]
  }
  if (depth > 5 || typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.slice(0, 20).flatMap((item) => complaints(item, path, depth + 1))
  return Object.entries(value)
    .slice(0, 20)
    .flatMap(([key, item]) => complaints(item, key === 'message' ? path : [...path, key], depth + 1))
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Nothing that could break a line, hide, or turn the direction of what follows. */
export function spacesToOne(text: string): string {
  return text.replace(/[\p{C}\p{Z}\s]+/gu, ' ').trim()
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const shown = secrets.flatMap((secret) => [secret, spacesToOne(secret)]).filter((secret) => secret !== '')
  return shown.reduce((left, secret) => left.replaceAll(secret, '…'), text).replace(/Bearer\s+\S+/gi, 'Bearer …')
}
