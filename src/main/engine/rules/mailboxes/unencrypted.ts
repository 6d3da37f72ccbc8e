import { isIP } from 'node:net'
import type { MailServer } from '../../../../shared/schemas/mailboxes.ts'

/**
 * Whether a host is this machine: `localhost` and names below it (RFC 6761), 127.0.0.0/8, ::1. Other names are never
 * looked up: what they resolve to can change between the check and the connection.
 */
export function isLoopback(host: string): boolean {
  const name = host.trim().toLowerCase().replace(/\.$/, '')
  const address = name.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address) === 4) return address.startsWith('127.')
  if (isIP(address) === 6) return address === '::1' || /^(0{1,4}:){7}0{0,3}1$/.test(address) || /^::ffff:127\./.test(address)
  return name === 'localhost' || name.endsWith('.localhost')
}

/** Whether a server may be talked to: encrypted, on this machine, or in clear on the operator's explicit word. */
export function mayConnect(server: Pick<MailServer, 'host' | 'security'>, allowUnencrypted: boolean): boolean {
  return server.security !== 'none' || allowUnencrypted || isLoopback(server.host)
}
