import { UserError } from '../../../../shared/errors.ts'
import { isLoopback } from '../mailboxes/unencrypted.ts'

/** Whether a key may be sent there: https, or this machine. */
export function isSafeAddress(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/**
 * The address of a service, without a slash at the end.
 * @param setting where another address may be set, e.g. `CAMPAIGN_DESK_CLAY_URL`
 * @throws UserError where what is set is no address that a key may be sent to
 */
export function serviceUrl(setting: string, given: string | undefined, usual: string): string {
  const text = given?.trim() ?? ''
  if (text === '') return usual
  const url = URL.parse(text)
  if (!url || !isSafeAddress(url) || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new UserError('PRECONDITION_FAILED', `${setting} is not an address that a key may be sent to.`, {
      advice: 'Give one that starts with https, or one on this machine such as http://127.0.0.1:8080, or remove the setting.',
    })
  }
  return url.href.replace(/\/+$/, '')
}
