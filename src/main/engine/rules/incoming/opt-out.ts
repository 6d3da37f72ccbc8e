/**
 * Whether somebody asks not to be written to again. Only their own words count, only near the beginning, and only where
 * they say so: a bare "stop" has to be all that the line says, because "please don't stop" is the opposite.
 */

/** Words that are a wish when nothing else stands in the line. */
const commands = new Set(
  `unsubscribe|unsubscribe me|unsubscribe us|unsubscribed|stop|stop it|stop this|remove|remove me|remove us|opt out|opt-out|optout|opt me out|take me off|no more emails|no more mails|no more|leave me alone
  |abmelden|abmeldung|austragen|abbestellen|bitte abbestellen|stopp|kein interesse bitte löschen|keine mails mehr|keine e-mails mehr|keine weiteren mails|keine weiteren e-mails|löschen|newsletter abmelden
  |désinscrire|désinscription|desinscription|se désinscrire|désabonner|désabonnement|désabonnez-moi|désinscrivez-moi|arrêtez|supprimez-moi|stop svp
  |baja|darse de baja|dar de baja|darme de baja|cancelar suscripción|remover
  |cancellami|cancellatemi|disiscrivimi|disiscrizione|rimuovimi|annulla iscrizione
  |afmelden|uitschrijven|uitschrijven aub|meld mij af
  |descadastrar|remover-me|cancelar inscrição|cancelar subscrição|sair da lista`
    .split('|')
    .map((word) => word.trim()),
)

/** Said politely around a command, it changes nothing. */
const politeness =
  /\b(?:please|pls|plz|kindly|thanks|thank you|thx|now|immediately|bitte|danke|vielen dank|sofort|umgehend|mich|s['’]il vous pla[iî]t|svp|merci|por favor|gracias|per favore|grazie|alstublieft|aub|graag|dank u|bedankt|obrigad[oa])\b/g

/** Whole phrases that leave no doubt. `not` would turn them round, and is looked for before them. */
const phrases =
  /(?:please|pls|kindly|want to|wish to|like to) (?:unsubscribe|opt[- ]out)(?= (?:from (?:this|these|your|all|any|the list|the mailing)|asap|immediately|now|today|this address)\b|\s*(?:[.!,;]|$))|(?:like|want|wish|ask|need) to be (?:unsubscribed|removed|taken off|deleted)|(?:please|pls|kindly) (?:remove|delete|unsubscribe) (?:me|us)\b|unsubscribe (?:me|us|my (?:e-?mail|address))|(?:remove|delete|take|erase) (?:me|us|my (?:name|e-?mail|address|data|details|contact)[a-z ]{0,20}) (?:from|off|out of)|(?:remove|delete) my (?:e-?mail|address|data|details|contact)|opt me out|take me off|stop (?:e-?mailing|mailing|contacting|writing|messaging|spamming|bothering|sending)|(?:do not|don['’]?t|never) (?:ever )?(?:contact|e-?mail|mail|write|message|bother)(?: to)? (?:me|us)\b|(?:do not|don['’]?t) (?:want|wish|like) (?:to (?:receive|get|be contacted)|(?:any )?(?:more|further) (?:e-?mails|mails|messages))|no (?:more|further) (?:e-?mails|mails|messages|emails)|cease (?:and desist|all|contact)|(?:tragen|nehmen|streichen|löschen|entfernen|melden) sie (?:mich|uns|meine)\b.{0,60}?(?:\baus\b|\bab\b|verteiler|liste|adresse|daten|datenbank)|(?:trag|nimm|streich|lösch|lösche|entfern|entferne|melde?) mich .{0,40}?(?:\baus\b|\bab\b|verteiler|liste)|aus (?:dem|ihrem|eurem|deinem|der|ihrer) (?:e-?mail-?)?(?:verteiler|liste|mailingliste|datenbank) (?:zu )?(?:nehmen|streichen|entfernen|löschen|austragen|herausnehmen)|bitte (?:mich |uns )?(?:austragen|abmelden|abbestellen|aus dem verteiler)|keine (?:weiteren |mehr )?(?:e-?mails?|mails?|nachrichten|werbung|zuschriften)(?: mehr)?(?: (?:erhalten|bekommen|zusenden|schicken|senden|empfangen|von ihnen|an mich)|\s*[.!]|$)|schreiben sie (?:mir|uns) (?:bitte )?(?:nicht|nie) (?:mehr|wieder)|kontaktieren sie (?:mich|uns) (?:bitte )?(?:nicht|nie) (?:mehr|wieder)|(?:meine|unsere) (?:daten|e-?mail-?adresse|adresse) .{0,30}(?:löschen|entfernen)|(?:désinscri(?:re|vez|s)|désabonne[rz]?|retire[rz]|supprime[rz]|enleve[rz]|enlevez)[- ](?:moi|nous|mon (?:adresse|e-?mail|mail|nom))|(?:me|nous) (?:désinscrire|désabonner|retirer|supprimer|enlever)|ne (?:plus|souhaite plus|veux plus|désire plus) (?:recevoir|être contacté|m['’]écrire|me contacter)|ne (?:me|nous|m['’]) ?(?:contactez|écrivez|envoyez) plus|(?:darme|darnos|dame|dadme|deme|denme) de baja|no (?:me|nos) (?:escriba[ns]?|contacte[ns]?|envíen?) más|no (?:quiero|deseo) recibir|(?:cancellatemi|rimuovetemi|cancellami|rimuovimi|disiscrivetemi) (?:dalla|da)|non (?:desidero|voglio) (?:più )?ricevere|(?:schrijf|meld) (?:me|mij|ons) (?:uit|af)|geen (?:e-?mails?|mails?|berichten) meer|(?:me )?(?:remova|remover|retire|descadastre)[- ](?:me )?(?:da|de sua|desta) lista|não (?:quero|desejo) (?:mais )?receber/gi
/** Phrases that begin with a negation of their own. */
const negative = /^(?:do not|don|never|no |keine|ne |no|non|não|geen|schreiben|kontaktieren)/i
const negation =
  /(?:\b(?:not|never|don['’]?t|doesn['’]?t|didn['’]?t|won['’]?t|no need to|nicht|kein(?:en)?|nie|niemals|ne|pas|no|non|niet|não)\b[^.!?\n]{0,20})$/i

/** "If you wish to …" stands below the mail of companies: they offer it, and ask for nothing. */
const offer =
  /\b(?:if you(?:['’]d| would)?|should you|in case you|wenn (?:sie|du)|falls (?:sie|du)|sollten sie|si (?:vous|no|usted|desea)|se (?:non|não|desidera)|als u)\b[^.!?:;,]{0,25}$/i
/** "If you do not stop …" asks for it. */
const threat = /\b(?:if you (?:do not|don['’]?t|won['’]?t|keep)|unless you|until you)\s*$/i

const maxOpening = 400
const maxCommandLine = 60

/**
 * @param newText what the sender wrote, without quotes
 * @param optOutLines the lines below our own messages, in case they stand there unmarked
 */
export function isOptOut(newText: string, subject: string, optOutLines: readonly string[] = []): boolean {
  const text = simplify(withoutOwnLines(newText, optOutLines))
  if (text === '') return isCommand(simplify(subject))
  const first = text.split('\n').find((line) => line !== '' && !isGreeting(line)) ?? ''
  if (isCommand(first)) return true
  return saysSo(text.slice(0, maxOpening))
}

function isCommand(line: string): boolean {
  if (line.length > maxCommandLine) return false
  const bare = strip(line)
  return commands.has(bare) || commands.has(strip(bare.replace(politeness, ' ')))
}

function saysSo(opening: string): boolean {
  const flat = opening.replace(/\s+/g, ' ')
  for (const match of flat.matchAll(phrases)) {
    const before = flat.slice(Math.max(0, match.index - 40), match.index)
    if (threat.test(before)) return true
    if (offer.test(before)) continue
    if (negative.test(match[0]) || !negation.test(before)) return true
  }
  return false
}

function isGreeting(line: string): boolean {
  return (
    line.length <= 60 &&
    /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|sehr geehrte|liebe|moin|servus|grüezi|bonjour|bonsoir|cher|chère|salut|hola|buenos|buenas|estimad|ciao|buongiorno|gentile|beste|geachte|goedemorgen|goedendag|olá|bom dia|boa tarde|prezad)/i.test(
      line,
    )
  )
}

function withoutOwnLines(text: string, lines: readonly string[]): string {
  let rest = text.replace(/[ \t]+/g, ' ')
  for (const line of lines) {
    const own = line.replace(/\s+/g, ' ').trim()
    // It may have been wrapped where it was quoted.
    if (own.length >= 8) rest = removeWrapped(rest, own)
  }
  return rest
}

function removeWrapped(text: string, own: string): string {
  const flat = text.replace(/\n/g, ' ')
  let rest = ''
  let from = 0
  for (let at = flat.indexOf(own); at !== -1; at = flat.indexOf(own, from)) {
    rest += text.slice(from, at)
    from = at + own.length
  }
  return rest + text.slice(from)
}

function simplify(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[“”„«»]/g, '"')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .trim()
}

function strip(line: string): string {
  return line
    .replace(/^(?:re|aw|wg|fwd?|tr|rv|sv|antw)\s*:\s*/, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'*.,!?;:()<>[\]-]+|[\s"'*.,!?;:()<>[\]-]+$/g, '')
}
