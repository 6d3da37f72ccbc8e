/** The address in our List-Unsubscribe header (RFC 2369): a mail to the mailbox itself, whose subject names the message. */

/** Local part of a Message-ID: the characters of an RFC 5322 dot-atom that need no escaping in a URI. */
const token = /^[A-Za-z0-9][A-Za-z0-9._-]{7,127}$/

/**
 * `mailto:anna@example.com?subject=unsubscribe%20<token>`, where the token is the local part of the message's own
 * Message-ID.
 * @param messageId with or without its angle brackets
 * @throws Error for a Message-ID whose local part cannot stand in a URI; ours always can
 */
export function unsubscribeMailto(mailboxAddress: string, messageId: string): string {
  const local = messageId.replace(/^</, '').split('@')[0] ?? ''
  if (!token.test(local)) throw new Error('this Message-ID cannot be used to unsubscribe')
  const at = mailboxAddress.lastIndexOf('@')
  const address = `${encodeURIComponent(mailboxAddress.slice(0, at))}@${mailboxAddress.slice(at + 1)}`
  return `mailto:${address}?subject=unsubscribe%20${encodeURIComponent(local)}`
}

/** The token of an unsubscribe mail, null for any other subject. Mail programs may have put a `Re:` before it. */
export function tokenOfUnsubscribe(subject: string): string | null {
  const match = /^\s*(?:(?:re|aw|fwd?|wg)\s*:\s*)?unsubscribe\s+(\S{8,128})\s*$/i.exec(subject.slice(0, 300))
  const found = match?.[1] ?? ''
  return token.test(found) ? found : null
}
