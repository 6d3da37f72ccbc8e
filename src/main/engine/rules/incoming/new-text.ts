/**
 * What a person wrote themselves: quoted text, the line that introduces it, and signatures are taken out. A heuristic,
 * with the rule that words of ours must never pass for theirs; losing a line of theirs is the lesser evil.
 */
import { htmlToNewText } from './html.ts'
import { maxText, type ParsedMail } from './types.ts'

const maxLines = 2_000
const maxLine = 1_000

/** `-----Original Message-----` and its kin. */
const separator =
  /^[\s*_-]*(?:-{2,}|_{2,})\s*(?:original(?: message| appointment)?|urspr(?:ü|ue)ngliche (?:nachricht|mail)|originalnachricht|weitergeleitete nachricht|forwarded message|message d['’]origine|message (?:original|transféré)|mensaje (?:original|reenviado)|messaggio (?:originale|inoltrato)|oorspronkelijk bericht|doorgestuurd bericht|mensagem (?:original|encaminhada)|ursprungligt meddelande|begin forwarded message)\s*(?:-{2,}|_{2,})?[\s*_-]*$/i
const bareSeparator =
  /^(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|inizio messaggio inoltrato)\s*:?$/i
/** Outlook on the web draws a line before the head of what it quotes. */
const rule = /^_{20,}$/

const fromField = /^[*_>\s]*(?:from|von|de|da|van|från|fra|od)\s*:[*_]?\s*\S/i
const otherField =
  /^[*_>\s]*(?:sent|gesendet|date|datum|envoyé|enviado(?: el)?|enviada em|inviato|data|verzonden|skickat|sendt|to|an|à|para|a|aan|till|til|cc|kopie|subject|betreff|objet|asunto|oggetto|onderwerp|assunto|ämne|emne)\s*:/i

const starter = /^(?:on|am|le|el|il|op|em|den|w dniu|dnia|a)\s/i
const verb =
  /(?:wrote|schrieb|geschrieben|a écrit|escribió|escribio|ha scritto|schreef|escreveu|skrev|napisał\(?a?\)?|geschreven)\b.{0,120}:\s*$/i
const endsInVerb = /(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał).{0,80}:\s*$/i
const nameVerb = /^.{1,150}(?:schrieb am|wrote on|a écrit le|escribió el|ha scritto il|schreef op|skrev den).{4,80}:\s*$/i

const mobileSignature =
  /^(?:sent from my |sent from (?:mail for windows|outlook|yahoo mail|proton)|get outlook for|von meinem .{2,40} gesendet|gesendet mit der .{2,40}|gesendet von (?:meinem|mail|outlook)|diese nachricht wurde von meinem .{2,60} gesendet|envoyé de(?:puis)? mon |envoyé à partir de|enviado desde mi |inviato da (?:iphone|il mio)|verzonden vanaf|enviado do meu |obter o outlook)/i

/** The text that the sender added; empty where there is nothing but a quote. */
export function extractNewText(mail: Pick<ParsedMail, 'text' | 'html'>): string {
  const fromHtml = mail.html === '' ? '' : htmlToNewText(mail.html)
  // Everything was marked as quoted: answers were written between the lines.
  const source = fromHtml.trim() === '' ? mail.text : fromHtml
  return parted(source.slice(0, maxText)).said
}

/**
 * The same beside what was left out: quotes, the lines that introduce them, signatures. Where nothing was added, all of
 * it counts as said.
 */
export function splitText(mail: Pick<ParsedMail, 'text' | 'html'>): { text: string; quoted: string } {
  const text = extractNewText(mail)
  if (text === '') return { text: mail.text.trim(), quoted: '' }
  return { text, quoted: parted(mail.text.slice(0, maxText)).quoted }
}

function parted(text: string): { said: string; quoted: string } {
  const lines = text
    .split('\n')
    .slice(0, maxLines)
    .map((line) =>
      line
        .slice(0, maxLine)
        .replace(/[\u00a0\u200b\ufeff]/g, ' ')
        .trimEnd(),
    )
  const kept: string[] = []
  const left: string[] = []
  let reached = 0
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    // Whatever was passed over up to here was left out.
    left.push(...lines.slice(reached, at))
    reached = at
    if (startsQuote(lines, at)) break
    const attribution = attributionLength(lines, at)
    if (attribution > 0) {
      // Programs that mark quoted lines leave room for answers between them; after the others all is quoted.
      if (!isQuoted(nextWords(lines, at + attribution))) break
      at += attribution - 1
      continue
    }
    if (isQuoted(line)) continue
    if (line === '--' || line === '-- ' || /^—\s*$/.test(line)) {
      const quote = lines.findIndex((later, index) => index > at && (isQuoted(later) || attributionLength(lines, index) > 0))
      if (quote === -1) break
      at = quote - 1
      continue
    }
    if (mobileSignature.test(line.trim())) continue
    kept.push(line)
    reached = at + 1
  }
  left.push(...lines.slice(reached))
  return { said: joined(kept), quoted: joined(left) }
}

function joined(lines: string[]): string {
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}(?:>|\|\s|&gt;)/.test(line)
}

function startsQuote(lines: string[], at: number): boolean {
  const line = (lines[at] ?? '').trim()
  if (separator.test(line) || bareSeparator.test(line)) return true
  if (rule.test(line)) return fromField.test(nextWords(lines, at + 1))
  return isHeadBlock(lines, at)
}

/** `From: … Sent: … To: … Subject: …` in any of the usual languages. */
function isHeadBlock(lines: string[], at: number): boolean {
  if (!fromField.test(lines[at] ?? '')) return false
  const following = lines.slice(at + 1, at + 7).filter((line) => otherField.test(line))
  return following.length >= 2
}

/** `Anna <anna@example.org> wrote:`, `Anna schrieb am 3.11.:` */
function namesWriter(line: string): boolean {
  if (line.length > 500 || !line.endsWith(':')) return false
  return nameVerb.test(line) || (/[^\s@]@[^\s@]/.test(line) && endsInVerb.test(line))
}

/** How many lines an `On … wrote:` takes from here; 0 where none starts. */
function attributionLength(lines: string[], at: number): number {
  const first = (lines[at] ?? '').trim()
  if (first === '' || isQuoted(first)) return 0
  if (namesWriter(first)) return 1
  if (!starter.test(first)) return 0
  let joined = ''
  for (let length = 1; length <= 4; length++) {
    const line = (lines[at + length - 1] ?? '').trim()
    if (line === '' || isQuoted(line)) return 0
    joined = joined === '' ? line : `${joined} ${line}`
    // A date or an address belongs to it: "On Monday you wrote:" may be anybody's own sentence.
    if (verb.test(joined)) return /\d|@/.test(joined) && joined.length < 500 ? length : 0
  }
  return 0
}

function nextWords(lines: string[], from: number): string {
  return lines.slice(from, from + 6).find((line) => line.trim() !== '') ?? ''
}
