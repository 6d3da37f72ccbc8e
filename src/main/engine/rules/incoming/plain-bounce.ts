/**
 * Delivery reports that are only written for people: qmail, the web mailers, gateways and old Exchange servers send no
 * machine-readable part, and the Message-ID stands in the copy of the original at the end of the text.
 */
import { codeOf, enhancedStatus, wordsProvePermanent } from './delivery-report.ts'
import { addressKey } from './parse.ts'
import { messageIdsIn } from './source.ts'
import type { ParsedMail, ReportedRecipient } from './types.ts'

/** Addresses that only mail servers write from. */
const daemonSender =
  /^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|postmaster|microsoftexchange[0-9a-f]{20,}|mail-?system|bounces?|bounce-.{1,60}|mailbounce)@/
const daemonName = /mail(?:er)?[ -]?(?:delivery|daemon|administrator)|delivery (?:subsystem|system)|postmaster|microsoft outlook/i

const failedSubject =
  /undeliver|delivery (?:status notification|failure|has failed|notification|problem|error|report)|delivery .{0,40}failed|mail delivery (?:failed|failure|error)|failure notice|returned mail|returned to sender|non[- ]?delivery|message (?:not|could not be) delivered|not delivered|unzustellbar|nicht (?:zustellbar|zugestellt)|zustellung (?:fehlgeschlagen|nicht möglich)|unzustellbarkeit|mail konnte nicht|échec de (?:la )?(?:remise|livraison)|non remis|non distribu|non délivr|no se (?:pudo|ha podido) entregar|no entregad|correo devuelto|mancata consegna|impossibile recapitare|niet bestelbaar|onbestelbaar|não entregue|falha na entrega|address not found|rejected:|bounce/i
const delayedSubject =
  /delay(?:ed)?\b|\(delay\)|still being retried|warning: (?:message|could not send)|verzögert|verzögerung|retard(?:ée?)?|délai|retrasad|ritard|vertraag|atrasad/i

const failedBody =
  /hi\. this is the qmail-send program|this is the mail system at host|a message that you sent could not be delivered|could(?: not|n['’]t) be delivered|wasn['’]t delivered|was not delivered|unable to deliver|delivery (?:to the following recipients? )?(?:has )?failed|undeliverable|address not found|an error occurred while trying to deliver|did not reach the following recipient|message (?:has been |was )?(?:rejected|blocked)|permanent(?:ly)? (?:error|failed)|fatal errors|diese nachricht wurde automatisch|konnte(?:n)? nicht (?:\S+ ){0,3}(?:zugestellt|übermittelt|ausgeliefert)|nicht zugestellt werden|wurde nicht zugestellt|unzustellbar|fehler bei der (?:nachrichten)?zustellung|n['’]a (?:pas pu|pu) être (?:remis|distribué|délivré)|échec de la remise|no se (?:ha podido|pudo) entregar|non è stato possibile|kon niet worden (?:afgeleverd|bezorgd)|não (?:pôde|foi) (?:ser )?entregue/i
const delayedBody =
  /(?:not yet|has not been|been) (?:been )?(?:delivered|delayed)|will (?:keep|continue) (?:on )?(?:trying|to (?:try|be retried))|delivery (?:attempts )?will continue|temporary problem|you do not need to resend|warning message only|will (?:be )?retr(?:y|ied)|noch nicht zugestellt|weitere (?:zustell)?versuche|wird weiter(?:hin)? versucht|de nouvelles tentatives/i

/** Where the copy of the original begins; what stands behind it are not the server's words. */
const originalStart =
  /^(?:-{2,}.{0,60}(?:below this line|copy of|original|returned|ursprüngliche|nachricht).{0,80}-*|-{3,} ?(?:the )?(?:header of the original|this is a copy).*|original message headers?:?|original-?header.*|ursprüngliche nachrichtenkopfzeilen.*|en-têtes de message d['’]origine.*|(?:the )?(?:beginning of the )?original message follows.*|return-path:.*|received: .*|-{5,}.*message.*-{3,})$/im

/** What a server has to say stands at the beginning. */
const maxWords = 6_000

export interface PlainReport {
  delayed: boolean
  recipients: ReportedRecipient[]
}

/** Whether a mail server wrote this, by its address, its headers or the empty return path that such mail has. */
export function isFromMailServer(mail: ParsedMail): boolean {
  if (mail.headers.has('x-failed-recipients')) return true
  if (mail.from === null) return emptyReturnPath(mail)
  if (daemonSender.test(mail.from.key)) return true
  return (
    emptyReturnPath(mail) && (daemonName.test(mail.from.name) || /^(?:no-?reply|root|mail|system|smtp|mta)[^@]{0,20}@/.test(mail.from.key))
  )
}

/** RFC 3834 and 3464: automatic mail goes out with an empty envelope sender, so that nothing answers it. */
export function emptyReturnPath(mail: ParsedMail): boolean {
  return mail.headers.get('return-path')?.[0]?.replace(/\s/g, '') === '<>'
}

/** What a delivery report in plain words says; null where a mail server's mail is something else. */
export function readPlainReport(mail: ParsedMail): PlainReport | null {
  const words = serverWords(mail.text)
  const failed = failedSubject.test(mail.subject) || failedBody.test(words)
  const delayed = (delayedSubject.test(mail.subject) || delayedBody.test(words)) && !/permanent|address not found/i.test(words)
  if (!failed && !delayed && !mail.headers.has('x-failed-recipients')) return null
  // The same page of words serves both; only what announces further attempts is a delay.
  const isDelay = delayed && (delayedSubject.test(mail.subject) || !failedSubject.test(mail.subject))
  return { delayed: isDelay, recipients: [plainRecipient(mail, words, isDelay)] }
}

function plainRecipient(mail: ParsedMail, words: string, delayed: boolean): ReportedRecipient {
  const code = codeOf(words)
  const permanent = !delayed && (code === null ? wordsProvePermanent(words) : code.startsWith('5'))
  return {
    addresses: recipientsIn(mail, words),
    action: delayed ? 'delayed' : 'failed',
    status: enhancedStatus(words),
    permanent,
    diagnostic: diagnosticIn(words, code),
  }
}

/** Ids that a text names in a quoted header: `Message-ID: <…>`, also behind `>` or on the next line. */
export function quotedMessageIds(text: string): string[] {
  const ids: string[] = []
  for (const match of text.matchAll(
    /^[>\s]{0,10}(?:x-microsoft-original-)?message-id\s{0,3}:[ \t]{0,10}\r?\n?[>\s]{0,10}(<[^<>\s]{1,900}>)/gim,
  )) {
    if (match[1] && ids.length < 10) ids.push(...messageIdsIn(match[1]))
  }
  return [...new Set(ids)]
}

function serverWords(text: string): string {
  const start = originalStart.exec(text)
  return text.slice(0, Math.min(start && start.index > 0 ? start.index : maxWords, maxWords))
}

function recipientsIn(mail: ParsedMail, words: string): string[] {
  const named = (mail.headers.get('x-failed-recipients') ?? []).join(',').split(',')
  const inText = words.slice(0, 4_000).match(/[^\s<>()[\]:;,"']{1,64}@[^\s<>()[\]:;,"'/]{1,255}/g) ?? []
  const keys = [...named, ...inText.slice(0, 20)].map((text) => addressKey(text.trim().replace(/[.?!]+$/, '')))
  return [...new Set(keys.filter((key) => key !== null && key !== mail.from?.key && !daemonSender.test(key)))]
    .filter((key) => key !== null)
    .slice(0, 5)
}

/** The line with the code, else the first lines. */
function diagnosticIn(words: string, code: string | null): string {
  const line = code === null ? undefined : words.split('\n').find((text) => text.includes(code))
  return (line ?? words.slice(0, 300)).replace(/\s+/g, ' ').trim().slice(0, 500)
}
