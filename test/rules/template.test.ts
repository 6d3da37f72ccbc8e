import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTemplate, renderTemplate, requiredVariables } from '../../src/main/engine/rules/writing/template.ts'
import { variablesOf } from '../../src/main/engine/rules/writing/variables.ts'
import { countCpu } from '../fakes/cpu-time.ts'

const ann = { firstName: 'Ann', lastName: 'Lee', companyName: '', unseen: '  \u200b ', tags: 'tea,cake' }

function text(source: string, variables: Record<string, string> = ann): string {
  const result = renderTemplate(source, variables)
  if (!result.ok) throw new Error(result.problem)
  return result.text
}

function missing(source: string, variables: Record<string, string> = ann): string[] {
  const result = renderTemplate(source, variables)
  if (!result.ok) throw new Error(result.problem)
  return result.missing
}

describe('a template', () => {
  it.each([
    ['Hi {{ firstName }}', 'Hi Ann'],
    ['{{ companyName | default: "your team" }}', 'your team'],
    ['{{ companyName | strip | capitalize | default: "your team" }}', 'your team'],
    ['{{ unseen | default: "nothing" }}', 'nothing'],
    ['{% if companyName %}at {{ companyName }}{% else %}no company{% endif %}', 'no company'],
    [
      '{% if companyName == "" %}a{% endif %}{% if companyName == nil %}b{% endif %}{% if companyName == blank %}c{% endif %}{% if companyName == empty %}d{% endif %}',
      'abcd',
    ],
    ['{% if neverHeardOf == nil %}a{% endif %}{% if neverHeardOf == "" %}b{% endif %}{% if neverHeardOf != blank %}c{% endif %}', 'ab'],
    ['{% unless companyName %}none{% endunless %}', 'none'],
    ['{% case firstName %}{% when "Ann" %}A{% else %}B{% endcase %}', 'A'],
    [
      '{% assign list = tags | split: "," %}{% for t in list %}{{ t }}{% unless forloop.last %} and {% endunless %}{% endfor %}',
      'tea and cake',
    ],
    ['{% capture who %}{{ firstName }} {{ lastName }}{% endcapture %}Dear {{ who }}', 'Dear Ann Lee'],
    ['{% comment %}{{ notSaid }}{% endcomment %}said', 'said'],
    ['{{ firstName | append: "!" | upcase }}', 'ANN!'],
    ['a\r\n\tb {{firstName}}', 'a\r\n\tb Ann'],
    ['{{ "   x  " | strip }}|{{ "  x" | lstrip }}|{{ "x  " | rstrip }}|{{ " a   b " | squish }}', 'x|x|x|a b'],
  ])('%s', (source, expected) => {
    expect(text(source)).toBe(expected)
  })

  it('does not run what a variable says, and escapes nothing', () => {
    expect(text('{{ firstName }}', { firstName: '{{ lastName }}<b>&{% if %}' })).toBe('{{ lastName }}<b>&{% if %}')
  })

  it('reaches nothing but its own variables', () => {
    for (const path of ['constructor', '__proto__', 'toString', 'firstName.constructor', 'firstName.__proto__.polluted']) {
      expect(text(`[{{ ${path} }}]`)).toBe('[]')
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('a variable that is empty', () => {
  it.each([
    ['{{ companyName }}', ['companyName']],
    ['{{ companyName }}{{ companyName }}{{ unknown }}', ['companyName', 'unknown']],
    ['{{ unseen }}', ['unseen']],
    ['{{ companyName | upcase }}', ['companyName']],
    ['{{ companyName | append: "!" }}', ['companyName']],
    ['{{ firstName | append: companyName }}', ['companyName']],
    ['{{ companyName | append: "!" | default: "x" }}', ['companyName']],
    ['{{ companyName | default: unknown }}', ['unknown']],
    ['{{ contact.firstName }}', ['contact']],
    ['{{ firstName.nickname }}', ['firstName.nickname']],
    ['{{ firstName[unknown] }}', ['unknown']],
    ['{% if unknown %}x{% else %}{{ companyName }}{% endif %}', ['companyName']],
    ['{% assign a = companyName | append: "!" %}{{ a }}', ['companyName']],
    ['{% assign a = companyName | append: "!" %}{% assign b = a | upcase %}{{ b }}', ['companyName']],
    ['{% capture a %}at {{ companyName }}{% endcapture %}{{ a }}', ['companyName']],
    ['{% for t in (1..2) %}{{ companyName }}{% endfor %}', ['companyName']],
  ])('is a hole: %s', (source, expected) => {
    expect(missing(source)).toEqual(expected)
  })

  it.each([
    '{{ companyName | default: "x" }}',
    '{{ companyName | default: "" }}',
    '{{ companyName | default: firstName }}',
    '{% if companyName %}{{ companyName }}{% endif %}',
    '{% if companyName != "" %}{{ companyName }}{% endif %}',
    '{% unless companyName == blank %}{{ companyName }}{% endunless %}',
    '{% if firstName or companyName %}hello{% endif %}',
    '{% assign a = companyName | default: "x" | append: "!" %}{{ a }}',
    '{% assign firstName = firstName | default: "you" %}{{ firstName }}',
    '{% assign list = companyName | split: "," %}{% for t in list %}{{ t }}{% endfor %}',
    '{{ firstName.size }}',
  ])('is no hole: %s', (source) => {
    expect(missing(source)).toEqual([])
  })

  it('is named beforehand where there is no fallback', () => {
    expect(requiredVariables('{{a}} {{b | default: "x"}} {% if c %}{{c}}{% else %}{{d}}{% endif %} {{a}} {{ b | append: e }}')).toEqual([
      'a',
      'd',
      'b',
      'e',
    ])
    expect(requiredVariables('{% assign x = a | upcase %}{{ x }}{% for t in (1..3) %}{{ t }}{{ forloop.index }}{% endfor %}')).toEqual([
      'a',
    ])
    expect(requiredVariables('{% capture x %}{{ a }}{% endcapture %}{{ x }}')).toEqual(['a'])
    expect(requiredVariables('{{ broken')).toEqual([])
  })
})

describe('a template that is wrong', () => {
  it.each([
    ['Hi\n\n{{ firstName', /^Line 3: \{\{ firstName is not closed with \}\}\.$/],
    ['Hi firstName }}', /^Line 1: \}\} has no \{\{ before it/],
    ['a\nb %}', /^Line 2: %\} has no \{% before it/],
    ['{% if firstName %}x', /^Line 1: \{% if firstName %\} has no matching end/],
    ['x\n{% endif %}', /^Line 2: \{% endif %\} has nothing before it/],
    ['{% iff a %}', /There is no tag \{% iff %\} in messages/],
    ['{{ a | shout }}', /^Line 1: There is no filter "shout"\.$/],
    ['{{ first name }}', /words that nothing connects/],
    ['{% if first name %}x{% endif %}', /words that nothing connects/],
    ['{{ }}', /^Line 1: .*cannot be read/],
    ['{% include "secrets" %}', /no tag \{% include %\}/],
    ['{% render "/etc/passwd" %}', /no tag \{% render %\}/],
    ['{% layout "x" %}', /no tag/],
    ['{% raw %}{{ x }}{% endraw %}', /no tag/],
    ['x'.repeat(100_001), /longer than 100000 characters/],
  ])('%s', (source, problem) => {
    expect(checkTemplate(source)).toMatch(problem)
    expect(renderTemplate(source, ann)).toMatchObject({ ok: false, problem: expect.stringMatching(problem) })
  })

  it('is good again once it is right', () => {
    expect(checkTemplate('Hi {{ firstName | default: "there" }}')).toBeNull()
    expect(checkTemplate('')).toBeNull()
  })
})

describe('a template that never ends', () => {
  const bombs: [string, string][] = [
    ['a range', '{% for i in (1..1000000000) %}x{% endfor %}'],
    ['empty loops', '{% for i in (1..100000) %}{% for j in (1..100000) %}{% endfor %}{% endfor %}'],
    ['loops', '{% for i in (1..1000) %}{% for j in (1..1000) %}{{ firstName }}{% endfor %}{% endfor %}'],
    ['long text in a loop', `{% for i in (1..10000) %}${'x'.repeat(50_000)}{% endfor %}`],
    ['a captured loop', `{% capture a %}{% for i in (1..9000) %}${'x'.repeat(50_000)}{% endfor %}{% endcapture %}{{ a | upcase }}`],
    ['doubling by append', '{% assign a = "x" %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}{{ a }}'],
    ['doubling by capture', '{% assign a = "x" %}{% for i in (1..100) %}{% capture a %}{{a}}{{a}}{% endcapture %}{% endfor %}{{ a }}'],
    ['many filters', `{{ "${'x'.repeat(20_000)}"${' | upcase'.repeat(8_000)} }}`],
    ['a padded date', '{{ "now" | date: "%999999999d" }}'],
    ['replacing', `{{ "${'a-'.repeat(40_000)}" | replace: "-", "${'b'.repeat(500)}" }}`],
    ['depth', '{% if firstName %}'.repeat(5_500)],
    ['brackets', `{{ a${'[a'.repeat(30_000)} }}`],
    ['parentheses', `{{ ${'('.repeat(90_000)} }}`],
    ['openings', '{{'.repeat(50_000)],
  ]
  it.each(bombs)('ends with a problem: %s', (_name, source) => {
    const cpuMs = countCpu()
    const result = renderTemplate(source, ann)
    const tookMs = cpuMs()
    expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(/\w/) })
    // The bound that people notice is 200 ms; the margin is for a slow machine.
    expect(tookMs).toBeLessThan(1000)
  })

  it.each([
    ['many variables', '{{ firstName }}'.repeat(6_600)],
    ['a long condition', `{% if a${' and a'.repeat(16_000)} %}y{% endif %}`],
    ['white space', `${' '.repeat(90_000)}{{- firstName -}}${' '.repeat(9_000)}x`],
    ['trimming', `{{ "${' '.repeat(99_000)}a" | rstrip | squish }}`],
    ['a long path', `{{ a${'.a'.repeat(40_000)} }}`],
  ])('ends: %s', (_name, source) => {
    const cpuMs = countCpu()
    expect(renderTemplate(source, ann).ok).toBe(true)
    expect(cpuMs()).toBeLessThan(1000)
  })

  it('also where it was made by chance', () => {
    const pieces = [
      '{{',
      '}}',
      '{%',
      '%}',
      'if',
      'endif',
      'for',
      'in',
      'endfor',
      'assign',
      '=',
      'a',
      '|',
      'default:',
      '"',
      '(1..9)',
      ' ',
      '\n',
      '.',
      '[',
      ']',
      'else',
      'case',
      'when',
      'capture',
      'endcapture',
      '-',
      'nil',
      '1e999',
      "'",
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const result = renderTemplate(parts.join(''), ann)
        if (result.ok) expect(result.text.length).toBeLessThanOrEqual(100_000)
        else expect(result.problem.length).toBeLessThan(400)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('variables', () => {
  const contact = { email: 'a@b.example', firstName: '', lastName: '', fullName: '', companyName: '', customFields: {} }
  const mailbox = { email: 'me@b.example', senderName: 'Sam' }

  it('fill in for each other', () => {
    expect(variablesOf({ ...contact, fullName: ' Ann  Lee ' }, mailbox)).toMatchObject({
      firstName: 'Ann',
      fullName: 'Ann  Lee',
      customerName: 'Ann  Lee',
    })
    expect(variablesOf({ ...contact, firstName: 'Ann', lastName: 'Lee' }, mailbox)).toMatchObject({
      fullName: 'Ann Lee',
      customerName: 'Ann Lee',
    })
    expect(variablesOf({ ...contact, firstName: 'Ann' }, mailbox)).toMatchObject({ fullName: 'Ann', customerName: 'Ann', lastName: '' })
    expect(variablesOf(contact, mailbox)).toMatchObject({
      firstName: '',
      fullName: '',
      customerName: '',
      senderName: 'Sam',
      email: 'a@b.example',
    })
  })

  it('of custom fields never take the place of the built-in ones', () => {
    const customFields = { city: 'Bonn', email: 'evil@x.example', senderName: 'Evil', __proto__x: '1' }
    const variables = variablesOf({ ...contact, customFields }, mailbox)
    expect(variables).toMatchObject({ city: 'Bonn', email: 'a@b.example', senderName: 'Sam' })
  })

  it('with names of the language itself do no harm', () => {
    const customFields = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}') as Record<string, string>
    const variables = variablesOf({ ...contact, customFields }, mailbox)
    expect(renderTemplate('{{ constructor }}{{ toString }}', variables)).toEqual({ ok: true, text: 'ct', missing: [] })
  })
})
