import { createHash } from 'node:crypto'

/**
 * What stays of a suppressed address or domain: SHA-256 (hex) salted with the workspace, so that two workspaces cannot
 * be compared. Enrollments keep the same hash of kind `email` as their `address_hash`.
 * @param value an address key or a domain; taken in lower case
 */
export function suppressionHash(workspaceId: string, kind: 'email' | 'domain', value: string): string {
  return createHash('sha256').update(`${workspaceId}\0${kind}\0${value.toLowerCase()}`).digest('hex')
}

/**
 * Every hash that keeps an address from being written to: its own, that of its domain, and those of the domains above
 * it. Whoever does not want mail at acme.com does not want it at sales.acme.com either.
 */
export function blockingHashes(workspaceId: string, emailKey: string): string[] {
  const hashes = [suppressionHash(workspaceId, 'email', emailKey)]
  const labels = emailKey.slice(emailKey.lastIndexOf('@') + 1).split('.')
  for (let from = 0; from === 0 || from < labels.length - 1; from++) {
    hashes.push(suppressionHash(workspaceId, 'domain', labels.slice(from).join('.')))
  }
  return hashes
}
