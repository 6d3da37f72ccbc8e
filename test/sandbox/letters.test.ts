import { describe, expect, it } from 'vitest'
import { classifyIncoming } from '../../src/main/engine/rules/incoming/classify.ts'
import { parseIncoming } from '../../src/main/engine/rules/incoming/parse.ts'
import { answerLetter, writeAbsenceNote, writeBounce, writeCopy } from '../../src/main/sandbox/letters.ts'
import { invented } from '../../src/main/sandbox/names.ts'
import { createPeople } from '../../src/main/sandbox/people.ts'

const at = Date.parse('2026-11-23T09:12:00Z')
const mail = {
  messageId: '<0f8b1c2d-1111-4222-8333-444455556666@sandbox.example>',
  date: at - 60_000,
  from: { name: 'Alex Sample', address: 'you@sandbox.example' },
  to: { name: 'Elif "Lif" Yıldız', address: 'elif@yildizceramics.example' },
  subject: 'A friendly hello to Yıldız Ceramics, where everything that is fired is fired twice',
  text: 'Hello Elif,\nwould it suit you?\n\nIf you would rather not hear from me again, just reply "unsubscribe".\n',
  html: '<p>Hello Elif</p>',
  inReplyTo: '',
  references: [],
  unsubscribeMailto: null,
}
const own = { addresses: [mail.from.address], optOutLines: [] }
const read = async (source: Buffer) => {
  const parsed = await parseIncoming(source)
  return { parsed, is: classifyIncoming(parsed, own) }
}

describe("the sandbox's letters, read by the engine's own parser", () => {
  it('an answer is a reply of the person, in the thread, with its own words alone', async () => {
    const { parsed, is } = await read(answerLetter(mail, at, 'Schöne Grüße, and yes: tell me more.'))
    expect(is).toMatchObject({ class: 'reply', bulk: false })
    expect(is).toHaveProperty('newText', expect.stringContaining('Schöne Grüße'))
    expect(is).toHaveProperty('newText', expect.not.stringContaining('rather not hear'))
    expect(parsed).toMatchObject({ subject: `Re: ${mail.subject}`, inReplyTo: [mail.messageId], from: { key: mail.to.address } })
    expect(parsed.from?.name).toBe('Elif "Lif" Yıldız')
  })

  it('a wish to be left alone is one', async () => {
    expect((await read(answerLetter(mail, at, 'Please take me off your list. Thank you.'))).is).toMatchObject({ class: 'unsubscribe' })
  })

  it('an absence note stops nobody', async () => {
    expect((await read(writeAbsenceNote(mail, at, 'I am out of the office until Monday.'))).is).toMatchObject({ class: 'auto_reply' })
  })

  it('a bounce is for good, and names address and message', async () => {
    expect((await read(writeBounce(mail, at))).is).toMatchObject({
      class: 'bounce',
      permanent: true,
      status: '5.1.1',
      originalMessageIds: [mail.messageId],
      recipients: [{ addresses: [mail.to.address] }],
    })
  })

  it('a copy in Sent is our own', async () => {
    const { parsed, is } = await read(writeCopy(mail))
    expect(is).toEqual({ class: 'own' })
    expect(parsed.subject).toBe(mail.subject)
    expect(parsed.text).toContain('would it suit you?')
  })

  it('nothing in a field starts another field or a longer line than mail may have', async () => {
    const nasty = { ...mail, subject: `Hi\r\nBcc: x@y.example ${'ü'.repeat(300)}`, to: { ...mail.to, name: 'A\r\nX-Evil: 1' } }
    const source = answerLetter(nasty, at, 'Yes.').toString('latin1')
    expect(source).not.toMatch(/^(Bcc|X-Evil):/m)
    for (const line of source.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
  })
})

describe('the people of the sandbox', () => {
  it('are forty, at addresses of nobody, a few without a company', () => {
    expect(invented).toHaveLength(40)
    expect(new Set(invented.map(({ email }) => email)).size).toBe(40)
    for (const { email } of invented) expect(email).toMatch(/^[a-z]+@[a-z]+\.example$/)
    expect(invented.filter(({ companyName }) => companyName === '').length).toBeGreaterThanOrEqual(3)
  })

  it('do the same for the same seed, each of them once in a thread', () => {
    const addresses = invented.map(({ email }) => email)
    const doings = (seed: string) => {
      const people = createPeople(addresses, seed)
      return addresses.map((address) => {
        const to = { name: '', address }
        const first = people.reactTo({ ...mail, to }, at)
        const second = people.reactTo({ ...mail, to, references: ['<a@b>'] }, at)
        const third = people.reactTo({ ...mail, to, references: ['<a@b>', '<c@d>'] }, at)
        expect(third).toBeNull()
        expect(first === null || second === null).toBe(true)
        return (first ?? second)?.means ?? people.refusalOf({ ...mail, to })?.kind ?? null
      })
    }
    const once = doings('spring')
    expect(doings('spring')).toEqual(once)
    expect(doings('autumn')).not.toEqual(once)
    const counts = Object.fromEntries([...Map.groupBy(once, (it) => it)].map(([what, who]) => [String(what), who.length]))
    expect(counts).toEqual({ reply: 6, auto_reply: 2, unsubscribe: 1, bounce: 1, refused: 1, null: 29 })
  })
})

describe('people whom nobody has cast', () => {
  const strangers = Array.from({ length: 4_000 }, (_, i) => `stranger${i}@somewhere${i}.example`)
  const write = (address: string, sent: number) => ({
    ...mail,
    to: { name: '', address },
    references: Array.from({ length: sent }, (_, i) => `<${i}@x>`),
  })

  it('answer, bounce and opt out as seldom as people do, the same ones each time', () => {
    const [people, again] = [createPeople([], 'spring'), createPeople([], 'spring')]
    const count = { reply: 0, bounce: 0, unsubscribe: 0, auto_reply: 0 }
    for (const address of strangers) {
      const letters = [0, 1].map((sent) => people.reactTo(write(address, sent), at))
      expect([0, 1].map((sent) => again.reactTo(write(address, sent), at))).toEqual(letters)
      for (const letter of letters) if (letter) count[letter.means]++
      expect(people.refusalOf(write(address, 0))).toBeNull()
    }
    expect(count.reply / strangers.length).toBeCloseTo(0.045, 2)
    expect(count.bounce / strangers.length).toBeCloseTo(0.02, 2)
    expect(count.unsubscribe / strangers.length).toBeCloseTo(0.01, 2)
    expect(count.auto_reply).toBe(0)
  })

  it('are none of those who are cast, and nobody answers themselves', () => {
    const people = createPeople(strangers, 'spring')
    const letters = strangers.flatMap((address) => [0, 1].map((sent) => people.reactTo(write(address, sent), at))).filter(Boolean)
    expect(letters.length).toBeLessThanOrEqual(11)
    const everybody = createPeople([], 'spring')
    for (const address of strangers) {
      expect(everybody.reactTo({ ...write(address, 0), from: { name: '', address: address.toUpperCase() } }, at)).toBeNull()
    }
  })
})
