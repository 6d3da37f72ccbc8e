import { senderOf } from './classify.ts'
import type { Classification, Own, ParsedMail } from './types.ts'

export interface MatchCandidates {
  /** Message-IDs with brackets, in the order to try: the first that is one of ours decides. */
  messageIds: string[]
  /** Local part of a Message-ID, from a List-Unsubscribe mail. */
  token: string | null
  /** Address keys, in the order to try where no id is one of ours. */
  addresses: string[]
}

const maxIds = 110
const maxAddresses = 20

/**
 * By what a mail may be tied to one of our messages. Answers: In-Reply-To, then References from the newest, then who
 * wrote it. Reports: the ids of the original, then the addresses that they are about.
 */
export function matchCandidates(mail: ParsedMail, classification: Classification, own: Own = { addresses: [] }): MatchCandidates {
  const nothing = { messageIds: [], token: null, addresses: [] }
  const thread = [...mail.inReplyTo, ...mail.references.toReversed()]
  const sender = senderOf(mail, own)
  const named = [sender?.key, ...mail.replyTo].filter((key) => key !== undefined)
  const people = [...named, ...named.flatMap(otherSpellings)]
  switch (classification.class) {
    case 'own':
    case 'unrelated':
      return nothing
    case 'reply':
      return limited(thread, classification.bulk ? [] : people)
    case 'auto_reply':
      return limited([...classification.originalMessageIds, ...thread], classification.kind === 'delivered' ? [] : people)
    case 'bounce':
    case 'delay':
      return limited(
        classification.originalMessageIds,
        classification.recipients.flatMap((recipient) => recipient.addresses),
      )
    case 'unsubscribe': {
      const ids = [...classification.originalMessageIds, ...thread]
      return { ...limited(ids, classification.via === 'complaint' ? [] : people), token: classification.token }
    }
  }
}

/** Of the same mailbox: without its tag; at Gmail without dots, and under its other name. */
function otherSpellings(key: string): string[] {
  const [, local = '', domain = ''] = /^(.+)@([^@]+)$/.exec(key) ?? []
  const bare = /^([^+]+)\+/.exec(local)?.[1] ?? local
  if (domain !== 'gmail.com' && domain !== 'googlemail.com') return bare === local ? [] : [`${bare}@${domain}`]
  const spelled = [bare, bare.replaceAll('.', '')].flatMap((one) => [`${one}@gmail.com`, `${one}@googlemail.com`])
  return spelled.filter((one) => one !== key)
}

function limited(messageIds: string[], addresses: string[]): MatchCandidates {
  return { messageIds: [...new Set(messageIds)].slice(0, maxIds), token: null, addresses: [...new Set(addresses)].slice(0, maxAddresses) }
}
