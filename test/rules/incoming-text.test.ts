import { describe, expect, it } from 'vitest'
import { codeOf, enhancedStatus, wordsProvePermanent } from '../../src/main/engine/rules/incoming/delivery-report.ts'
import { extractNewText, splitText } from '../../src/main/engine/rules/incoming/new-text.ts'
import { isOptOut } from '../../src/main/engine/rules/incoming/opt-out.ts'
import { tokenOfUnsubscribe, unsubscribeMailto } from '../../src/main/engine/rules/incoming/unsubscribe.ts'

describe('isOptOut', () => {
  it.each([
    'stop',
    'Stop.',
    'STOP please',
    'Please stop!',
    'unsubscribe',
    'Unsubscribe me please',
    'Hi Lena,\n\nunsubscribe\n\nThanks\nAnna',
    'Remove me.',
    'remove',
    'Please remove me from your mailing list, thank you.',
    'Kindly take us off your list',
    'Take me off this list now',
    'Please stop emailing me',
    'stop sending me this',
    "Don't email me again.",
    'do not contact us anymore',
    'I do not wish to receive any more of these',
    "I don't want any more emails",
    'No more emails please.',
    'I want to unsubscribe.',
    'I would like to be removed from this list.',
    'Delete my data',
    'How did you get my address? Please delete my email from your database.',
    'Bitte austragen',
    'bitte abmelden',
    'Abmelden!',
    'Bitte tragen Sie mich aus',
    'Bitte löschen Sie mich aus Ihrem Verteiler.',
    'Nehmen Sie uns bitte aus der Liste',
    'Bitte schreiben Sie mir nicht mehr.',
    'Kontaktieren Sie mich nie wieder',
    'Ich möchte keine weiteren Mails erhalten.',
    'Keine Werbung mehr!',
    'Meine Daten bitte löschen',
    'Désinscrire',
    'Merci de me désinscrire.',
    'Veuillez me retirer de votre liste',
    'Ne me contactez plus',
    'Je ne souhaite plus recevoir vos messages',
    'Désinscrivez-moi svp',
    'Baja',
    'Quiero darme de baja',
    'No quiero recibir más correos',
    'Per favore cancellatemi dalla lista',
    'Non desidero più ricevere email',
    'Uitschrijven aub',
    'Afmelden',
    'Geen mails meer',
    'Não quero receber mais',
  ])('%j is one', (text) => {
    expect(isOptOut(text, 'Re: A question')).toBe(true)
  })

  it.each([
    "Please don't stop",
    'Do not stop writing, I enjoy it',
    "please don't remove me from the list",
    'I never asked you to stop sending them',
    "I don't want to unsubscribe, tell me more.",
    'Can you stop by on Tuesday?',
    'Our stop is the third one',
    'We want to unsubscribe from our current provider and look for a new one.',
    'Our unsubscribe rate is 4 %',
    'Could you remove the second paragraph and send the offer again?',
    'Please remove this comment from the draft.',
    'Yes',
    'No thanks',
    'Not interested right now, ask me again in spring.',
    'Bitte nicht abmelden, ich melde mich nächste Woche',
    'Ich melde mich bei Ihnen',
    'Melden Sie sich gern morgen',
    'Schreiben Sie mir gern',
    'Je suis inscrite, merci',
    'Baja California is lovely',
    'What happens if I do nothing?',
    'How can we stop losing customers?',
    'Remove the logo, then it is perfect',
  ])('%j is none', (text) => {
    expect(isOptOut(text, 'Re: A question')).toBe(false)
  })

  it('looks for phrases only near the beginning', () => {
    expect(isOptOut(`${'We would like an offer for the shop in the north. '.repeat(10)}Please remove me from your list.`, '')).toBe(false)
  })

  it('takes the subject where there is no text', () => {
    expect(isOptOut('', 'Unsubscribe')).toBe(true)
    expect(isOptOut('', 'AW: Abmelden')).toBe(true)
    expect(isOptOut('', 'Re: A question')).toBe(false)
    expect(isOptOut('Yes, gladly', 'unsubscribe rates')).toBe(false)
  })

  it('does not count our own opt-out line, also where it was wrapped', () => {
    const lines = ['No interest? Please remove me from your list is all you need to say.']
    expect(isOptOut('Fine.\nNo interest? Please remove me\nfrom your list is all you need to say.', '', lines)).toBe(false)
    expect(
      isOptOut('Please remove me from your list.\nNo interest? Please remove me\nfrom your list is all you need to say.', '', lines),
    ).toBe(true)
  })
})

describe('extractNewText', () => {
  const text = (...lines: string[]) => extractNewText({ text: lines.join('\n'), html: '' })
  it.each([
    [
      'an attribution over three lines',
      ['Yes.', '', 'On Mon, 16 Nov 2026 at 09:05, Lena Weiss', '<lena@studio.example.com>', 'wrote:', '> Hi'],
    ],
    ['an attribution without marked quotes', ['Yes.', '', 'On 16.11.2026 Lena wrote:', 'Hi Anna', 'unsubscribe']],
    ['German Gmail', ['Yes.', '', 'Am Mo., 16. Nov. 2026 um 09:05 Uhr schrieb Lena Weiss <', 'lena@studio.example.com>:', '', '> Hallo']],
    ['Thunderbird in French', ['Yes.', '', 'Le 16/11/2026 à 09:05, Lena Weiss a écrit :', '> Bonjour']],
    [
      'Outlook in English',
      ['Yes.', '', 'From: Lena Weiss <lena@studio.example.com>', 'Sent: Monday', 'To: Anna', 'Subject: A question', '', 'Hi'],
    ],
    ['Outlook in German', ['Yes.', '', 'Von: Lena Weiss', 'Gesendet: Montag', 'An: Anna', 'Betreff: Frage', '', 'Hallo']],
    [
      'Outlook with a line',
      ['Yes.', '________________________________', 'De: Lena', 'Envoyé : lundi', 'À : Anna', 'Objet : Question', '', 'Bonjour'],
    ],
    ['an old separator', ['Yes.', '-----Ursprüngliche Nachricht-----', 'Hallo']],
    ['a forwarded head', ['Yes.', '---------- Forwarded message ---------', 'Hallo']],
    ['a signature', ['Yes.', '-- ', 'Anna', 'unsubscribe']],
    ['a telephone', ['Yes.', '', 'Sent from my iPhone']],
    ['a German telephone', ['Yes.', '', 'Von meinem iPhone gesendet']],
    ['GMX', ['Yes.', '', '> Gesendet: Montag, 16. November 2026', '> Von: "Lena"', '> Hallo']],
    ['bottom posting', ['On 16.11.26 09:05, Lena wrote:', '> Hi', '', 'Yes.']],
    ['name first', ['Yes.', '', 'Lena Weiss schrieb am 16.11.2026 um 09:05:', '> Hallo']],
  ])('cuts %s', (_, lines) => {
    expect(text(...lines)).toBe('Yes.')
  })

  it('keeps answers between quoted lines', () => {
    expect(text('On 16.11.26, Lena wrote:', '> Tuesday?', 'Yes.', '> Ten?', 'Eleven.')).toBe('Yes.\nEleven.')
  })
  it('keeps sentences that only look like an attribution', () => {
    expect(text('On Monday you wrote:', 'call me. So I do.')).toBe('On Monday you wrote:\ncall me. So I do.')
    expect(text('From: the beginning I liked it.', 'More soon.')).toBe('From: the beginning I liked it.\nMore soon.')
  })
  it('takes all of the text where HTML marks everything as quoted', () => {
    expect(extractNewText({ text: 'Answered inside', html: '<blockquote>Answered inside</blockquote>' })).toBe('Answered inside')
  })
})

describe('codes and words of a bounce', () => {
  it.each([
    ['550 5.1.1 unknown', '5.1.1'],
    ['host 4.12.25.7 said no', null],
    ['on 5.11.2026 at noon', null],
    ['version 5.1.1.2', null],
    ['(4.2.2)', '4.2.2'],
  ])('%j has the status %j', (text, status) => expect(enhancedStatus(text)).toBe(status))
  it.each([
    ['said: 550 no', '550'],
    ['4.7.1 later, then 550', '4.7.1'],
    ['452-4.2.2 full', '452'],
    ['sent 12550 mails in 1550 s', null],
    ['', null],
  ])('%j has the code %j', (text, code) => expect(codeOf(text)).toBe(code))
  it('never takes a full mailbox for a missing one', () => {
    expect(wordsProvePermanent('user unknown')).toBe(true)
    expect(wordsProvePermanent('mailbox full, user unknown to quota service')).toBe(false)
    expect(wordsProvePermanent('something happened')).toBe(false)
  })
})

describe('List-Unsubscribe by mail', () => {
  const id = '<0b7a8d1e-6c1d-4a43-9f57-1d2e3f4a5b6c@studio.example.com>'
  it('names the message, and is read back', () => {
    const uri = new URL(unsubscribeMailto('lena+out@studio.example.com', id))
    expect(uri.href).toBe('mailto:lena%2Bout@studio.example.com?subject=unsubscribe%200b7a8d1e-6c1d-4a43-9f57-1d2e3f4a5b6c')
    expect(tokenOfUnsubscribe(uri.searchParams.get('subject') ?? '')).toBe('0b7a8d1e-6c1d-4a43-9f57-1d2e3f4a5b6c')
    expect(tokenOfUnsubscribe('Re: UNSUBSCRIBE 0b7a8d1e-6c1d-4a43-9f57-1d2e3f4a5b6c ')).toBe('0b7a8d1e-6c1d-4a43-9f57-1d2e3f4a5b6c')
  })
  it.each([
    'unsubscribe',
    'unsubscribe me please',
    'unsubscribe a%',
    `unsubscribe ${'x'.repeat(129)}`,
    "unsubscribe ' or 1=1 --",
    'please unsubscribe 0b7a8d1e-6c1d',
  ])('%j names none', (subject) => expect(tokenOfUnsubscribe(subject)).toBeNull())
  it('refuses a Message-ID that could not stand in a URI', () => {
    expect(() => unsubscribeMailto('lena@studio.example.com', '<a b?c&d@x>')).toThrow('Message-ID')
  })
})

describe('splitText', () => {
  it('loses no line: what is not said is quoted', () => {
    const text = 'Yes.\n\nOn 23 Nov 2026 Sam <sam@studio.example> wrote:\n> Hello\n> there\n\nTuesday?\n\n--\nAnna'
    expect(splitText({ text, html: '' })).toEqual({
      text: 'Yes.\n\nTuesday?',
      quoted: 'On 23 Nov 2026 Sam <sam@studio.example> wrote:\n> Hello\n> there\n--\nAnna',
    })
  })

  it('takes all of it as said where nothing was added', () => {
    expect(splitText({ text: '> Hello\n> there', html: '' })).toEqual({ text: '> Hello\n> there', quoted: '' })
    expect(splitText({ text: 'Just words', html: '' })).toEqual({ text: 'Just words', quoted: '' })
  })
})
