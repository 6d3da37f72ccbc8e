import type { UpdateStatus } from '../../../shared/schemas/host.ts'

/** Why this copy does not update itself, in words; null where it can. */
export function whyNoUpdates(about: { packaged: boolean; platform: NodeJS.Platform; appImage: boolean }): string | null {
  if (!about.packaged) return 'This copy runs from its source. Update the source instead.'
  if (about.platform === 'linux' && !about.appImage) {
    return 'This copy was installed by the system. Install the newer package the same way.'
  }
  return null
}

export type UpdateNews =
  | { type: 'checking' }
  | { type: 'none'; at: string }
  | { type: 'available'; version: string; at: string }
  | { type: 'progress'; percent: number }
  | { type: 'downloaded'; version: string }
  | { type: 'failed'; error: string; at: string }

export function firstUpdateStatus(whyNot: string | null): UpdateStatus {
  const base = { version: null, percent: null, checkedAt: null }
  return whyNot === null
    ? { ...base, state: 'idle', message: 'Nobody has looked for a newer version yet.' }
    : { ...base, state: 'off', message: whyNot }
}

/** What is known after a piece of news. A failed look takes nothing back that was fetched. */
export function afterNews(before: UpdateStatus, news: UpdateNews): UpdateStatus {
  if (before.state === 'off') return before
  switch (news.type) {
    case 'checking':
      return before.state === 'ready' ? before : { ...before, state: 'checking', message: 'Looking for a newer version.' }
    case 'none':
      return { state: 'idle', version: null, percent: null, message: 'You have the newest version.', checkedAt: news.at }
    case 'available':
      if (before.state === 'ready' && before.version === news.version) return { ...before, checkedAt: news.at }
      return {
        state: 'available',
        version: news.version,
        percent: null,
        message: `Version ${news.version} is there. Nothing is fetched or installed before you say so.`,
        checkedAt: news.at,
      }
    case 'progress': {
      const percent = Math.min(100, Math.max(0, Math.round(news.percent)))
      return { ...before, state: 'downloading', percent, message: `Fetching version ${before.version ?? ''}: ${percent} %.` }
    }
    case 'downloaded':
      return {
        ...before,
        state: 'ready',
        version: news.version,
        percent: 100,
        message: `Version ${news.version} is ready. It is installed when you restart into it; messages in flight are finished first.`,
      }
    case 'failed':
      if (before.state === 'ready') return before
      return { ...before, state: 'failed', percent: null, message: news.error, checkedAt: news.at }
  }
}

/** An updater's error in words; its own text goes to the log. */
export function explainUpdateError(error: unknown): string {
  const text = String(error)
  if (/ERR_INTERNET_DISCONNECTED|ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED|ECONNREFUSED|ETIMEDOUT|ERR_CONNECTION/.test(text)) {
    return 'The place where new versions are published could not be reached. Check the connection, then look again.'
  }
  if (/sha512|checksum|signature|not signed|code object/i.test(text)) {
    return 'The newer version was fetched, but it is not what was published, or not signed. Nothing was installed.'
  }
  if (/404|latest.*\.yml/i.test(text)) return 'No published version was found. Nothing was changed.'
  return 'Looking for a newer version failed. Nothing was changed; the log has the details.'
}

const dayMs = 24 * 3_600_000

/** In how many milliseconds to look by itself; null where nobody wants that. */
export function nextCheckIn(status: UpdateStatus, wanted: boolean, now: number): number | null {
  if (!wanted || status.state === 'off') return null
  const last = status.checkedAt === null ? null : Date.parse(status.checkedAt)
  return last === null || last > now ? 60_000 : Math.max(60_000, last + dayMs - now)
}
