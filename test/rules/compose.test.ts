import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ComposedMessage, type ComposeInput, composeMessage, draftMessage } from '../../src/main/engine/rules/writing/compose.ts'
import { textToHtml } from '../../src/main/engine/rules/writing/text-to-html.ts'
import { replySubject, sameThread, threadHeaders } from '../../src/main/engine/rules/writing/threading.ts'
import { countCpu } from '../fakes/cpu-time.ts'

function input(overrides: Partial<ComposeInput> = {}): ComposeInput {
  return {
    step: { subject: 'A word about {{companyName}}', body: 'Hi {{firstName}},\n\nhow is {{companyName}}?' },
    contact: {
      email: 'ann@tea.example',
      firstName: 'Ann',
      lastName: 'Lee',
      fullName: 'Ann Lee',
      companyName: 'Tea & Co',
      customFields: {},
    },
    mailbox: { email: 'sam@sender.example', senderName: 'Sam', signature: 'Sam\nSender Ltd', postalAddress: '1 Main Street\nBonn' },
    workspace: { postalAddress: 'Elsewhere' },
    campaign: { optOutLine: 'Reply "unsubscribe" to hear no more.' },
    thread: null,
    ...overrides,
  }
}

function composed(overrides: Partial<ComposeInput> = {}): ComposedMessage {
  const result = composeMessage(input(overrides))
  if (!result.ok) throw new Error(result.reason)
  return result
}

describe('a message', () => {
  it('is body, signature, opt-out line and postal address', () => {
    const message = composed()
    expect(message).toMatchObject({ subject: 'A word about Tea & Co', inReplyTo: '', references: [] })
    expect(message.text).toBe(
      'Hi Ann,\n\nhow is Tea & Co?\n\nSam\nSender Ltd\n\nReply "unsubscribe" to hear no more.\n\n1 Main Street\nBonn\n',
    )
    expect(message.html).toContain('<p>how is Tea &amp; Co?</p>\n<p>Sam<br>\nSender Ltd</p>')
    expect(message.html).toContain('Reply &quot;unsubscribe&quot; to hear no more.</p>')
  })

  it('takes the address of the workspace where the mailbox has none, and leaves out what is empty', () => {
    const bare = { email: 'sam@sender.example', senderName: 'Sam', signature: ' ', postalAddress: '\n' }
    expect(composed({ mailbox: bare }).text).toMatch(/hear no more\.\n\nElsewhere\n$/)
    expect(composed({ mailbox: bare, workspace: { postalAddress: '' }, campaign: { optOutLine: '' } }).text).toBe(
      'Hi Ann,\n\nhow is Tea & Co?\n',
    )
  })

  it('with a hole is held, and every empty variable is named once', () => {
    const contact = { ...input().contact, companyName: '' }
    const step = { subject: '{{companyName}}', body: '{{companyName}} {{city}} {{firstName}}' }
    const result = composeMessage(input({ contact, step }))
    expect(result).toEqual({
      ok: false,
      held: 'missing_variable',
      missing: ['companyName', 'city'],
      reason: '"companyName" and "city" are empty for this person, and the message has no fallback for them',
    })
    expect(composeMessage(input({ contact }))).toMatchObject({
      reason: '"companyName" is empty for this person, and the message has no fallback for it',
    })
    // To look at it, what there is is shown all the same.
    expect(draftMessage(input({ contact, step }))).toMatchObject({
      missing: ['companyName', 'city'],
      problem: null,
      text: expect.stringContaining('Ann'),
    })
  })

  it.each([
    ['no subject', { subject: '  ', body: 'x' }, /no subject/],
    ['a subject that came out empty', { subject: '{% if false %}x{% endif %}', body: 'x' }, /no subject/],
    ['an empty text', { subject: 's', body: '{% if false %}x{% endif %} \n ' }, /text is empty/],
    ['a broken text', { subject: 's', body: 'a\n{{ b' }, /text cannot be filled in\. Line 2/],
    ['a broken subject', { subject: '{{ b', body: 'x' }, /subject cannot be filled in\. Line 1/],
    ['a subject that is too long', { subject: 'x'.repeat(501), body: 'x' }, /501 characters/],
    ['no end', { subject: 's', body: '{% for i in (1..1000000000) %}x{% endfor %}' }, /too large/],
  ])('with %s is held', (_name, step, reason) => {
    expect(composeMessage(input({ step }))).toMatchObject({ ok: false, held: 'template_error', reason: expect.stringMatching(reason) })
  })
})

describe('a follow-up', () => {
  const thread = { subject: 'Re: Tea', messageIds: ['<1@a>', '<2@a>'] }

  it.each(['', 'tea', 'RE: Tea ', ' Tea'])('with the subject "%s" continues the thread', (subject) => {
    expect(composed({ thread, step: { subject, body: 'x' } })).toMatchObject({
      subject: 'Re: Tea',
      inReplyTo: '<2@a>',
      references: ['<1@a>', '<2@a>'],
    })
  })

  it('with another subject begins a new thread', () => {
    expect(composed({ thread, step: { subject: 'Cake', body: 'x' } })).toMatchObject({ subject: 'Cake', inReplyTo: '', references: [] })
  })

  it('keeps the first and the latest of a long chain, and no id that could break a header', () => {
    const ids = Array.from({ length: 60 }, (_, i) => `<${i}@a>`)
    const { inReplyTo, references } = threadHeaders(ids)
    expect(inReplyTo).toBe('<59@a>')
    expect(references).toHaveLength(20)
    expect(references[0]).toBe('<0@a>')
    expect(references.at(-1)).toBe('<59@a>')
    expect(threadHeaders(['<a@b>\r\nBcc: x@y', 'nothing', `<${'x'.repeat(2000)}@a>`])).toEqual({ inReplyTo: '', references: [] })
  })

  it('has Re: once, whatever stood before', () => {
    expect(replySubject('AW: Re: re[2]: Tea')).toBe('Re: Tea')
    expect(replySubject('Regarding tea')).toBe('Re: Regarding tea')
    expect(sameThread('Re: Tea', ' tea ')).toBe(true)
    expect(sameThread('Tea', 'Cake')).toBe(false)
  })
})

describe('whatever people are called', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      'a\r\nBcc: evil@x.example',
      'x\u2028y',
      '\u0000\u0085',
      '<script>alert(1)</script>',
      '"><img src=x onerror=y>',
      '{{ lastName }}',
      'javascript:alert(1)',
      'https://x.example/"onclick="y',
    ),
  )
  const person = fc.record({
    firstName: nasty,
    lastName: nasty,
    fullName: nasty,
    companyName: nasty,
    city: nasty,
    signature: nasty,
    subject: nasty,
  })

  it('no header begins within a subject, no markup within the text', () => {
    fc.assert(
      fc.property(person, (who) => {
        const { city, signature, subject, ...names } = who
        const step = { subject: 'S {{firstName}}{{ companyName }}', body: 'B {{ fullName }} {{ city }}' }
        for (const thread of [null, { subject, messageIds: ['<1@a>'] }]) {
          const result = composeMessage(
            input({
              step: thread ? { ...step, subject: '' } : step,
              thread,
              contact: { email: 'a@b.example', ...names, customFields: { city } },
              mailbox: { ...input().mailbox, signature },
            }),
          )
          if (!result.ok) continue
          // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
          expect(result.subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
          expect(result.subject.length).toBeLessThanOrEqual(500)
          // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
          expect(result.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/)
          expect(tagsOf(result.html)).toEqual([])
          expect(attributesOf(result.html)).toEqual([])
        }
      }),
      { numRuns: 500 },
    )
  })

  it('a template is filled in or held, never sent with braces or holes of its own', () => {
    const values = fc.dictionary(fc.constantFrom('firstName', 'companyName', 'city'), fc.constantFrom('', ' ', 'Ann', 'Tea'))
    const part = fc.constantFrom(
      '{{firstName}}',
      '{{ city | default: "x" }}',
      '{% if companyName %}{{companyName}}{% endif %}',
      '{{city}}',
      ' and ',
      '{{ firstName | upcase }}',
    )
    fc.assert(
      fc.property(values, fc.array(part, { minLength: 1, maxLength: 6 }), (given, parts) => {
        const contact = {
          email: 'a@b.example',
          firstName: given.firstName ?? '',
          lastName: '',
          fullName: '',
          companyName: given.companyName ?? '',
          customFields: { city: given.city ?? '' },
        }
        const result = composeMessage(input({ contact, step: { subject: 'S', body: `Text: ${parts.join('')}.` } }))
        const body = parts.join('')
        const hole =
          (contact.firstName.trim() === '' && /firstName/.test(body)) ||
          (contact.customFields.city.trim() === '' && body.includes('{{city}}'))
        expect(result.ok).toBe(!hole)
        if (result.ok) expect(result.text + result.html).not.toMatch(/\{\{|\{%|\}\}|%\}/)
      }),
    )
  })

  /** Tags that this module does not make. */
  function tagsOf(html: string): string[] {
    return (html.match(/<[^>]*>/g) ?? []).filter(
      (tag) =>
        !/^<(!DOCTYPE html|\/?html|\/?head|\/?body|meta charset="utf-8"|\/?p|p style="[^"<>]*"|br|\/a|a href="https?:[^"<>\s]*")>$/i.test(
          tag,
        ),
    )
  }

  /** Links that lead anywhere but to the web. */
  function attributesOf(html: string): string[] {
    return (html.match(/(href|src)="[^"]*"/gi) ?? []).filter((attribute) => !/^href="https?:\/\/[^"]+"$/i.test(attribute))
  }
})

describe('text as HTML', () => {
  it.each([
    ['a\nb\n\n\n c', '<p>a<br>\nb</p>\n<p>&nbsp;c</p>'],
    ['see https://a.example/x?b=1&c=2.', '<p>see <a href="https://a.example/x?b=1&amp;c=2">https://a.example/x?b=1&amp;c=2</a>.</p>'],
    ['(https://a.example/x_(y))', '<p>(<a href="https://a.example/x_(y)">https://a.example/x_(y)</a>)</p>'],
    ['"http://a.example"', '<p>&quot;<a href="http://a.example">http://a.example</a>&quot;</p>'],
    ['javascript:alert(1) ftp://a.example data:text/html,x', '<p>javascript:alert(1) ftp://a.example data:text/html,x</p>'],
    ['https://', '<p>https://</p>'],
    ['<a href="https://x.example">x</a>', '<p>&lt;a href=&quot;<a href="https://x.example">https://x.example</a>&quot;&gt;x&lt;/a&gt;</p>'],
    ['', ''],
  ])('%s', (text, html) => {
    expect(textToHtml(text)).toBe(html)
  })

  it('takes no longer for a hostile text', () => {
    const cpuMs = countCpu()
    for (const text of [
      'https://'.repeat(12_000),
      `https://a${')'.repeat(90_000)}`,
      ' \n'.repeat(50_000),
      `${'a\n \n'.repeat(20_000)}`,
      `https://a.example/${'('.repeat(40_000)}${')'.repeat(40_000)}`,
    ])
      textToHtml(text)
    expect(cpuMs()).toBeLessThan(2000)
  })
})
