import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pictureType } from '../../src/main/engine/rules/incoming/picture.ts'
import { safeHtml, saysMoreThanText } from '../../src/main/engine/rules/incoming/safe-html.ts'
import { isPublicAddress } from '../../src/main/engine/rules/public-address.ts'

const folder = join(import.meta.dirname, '../fixtures/hostile-html')
const corpus = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
const read = (name: string) => safeHtml(readFileSync(join(folder, name), 'utf8'))

const tags = new Set(
  `p div span br hr blockquote pre code center a img font h1 h2 h3 h4 h5 h6 b strong i em u s strike del ins small big sub sup mark abbr cite q tt kbd
   ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr td th`.split(/\s+/),
)
const attributes = new Set(
  'style dir lang align href rel title src alt width height color size face start type value border cellpadding cellspacing bgcolor valign colspan rowspan span nowrap'.split(
    ' ',
  ),
)

/** Takes the output apart by a grammar of its own, so narrow that what it reads can only be read in one way. */
function expectSafe(html: string): void {
  const rest = html.replace(/<(\/?)([a-z0-9]+)((?: [a-z]+(?:="[^"<>]*")?)*)( \/)?>/g, (_, _close: string, tag: string, list: string) => {
    expect(tags, tag).toContain(tag)
    for (const [, name = '', value = ''] of list.matchAll(/ ([a-z]+)(?:="([^"]*)")?/g)) {
      expect(attributes, name).toContain(name)
      if (name === 'href') expect(value).toMatch(/^https:\/\/[^@/]*(?:\/|$)/)
      if (name === 'src') expect(value).toMatch(/^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/)
      if (name === 'style')
        expect(value).not.toMatch(/url|@|expression|position|behavior|binding|\\|image|fixed|absolute|-\d|var\(|content/i)
    }
    return ''
  })
  expect(rest).not.toMatch(/[<>]/)
}

describe('HTML of a stranger', () => {
  it.each(corpus)('%s is safe to look at', (_, html) => {
    const { html: safe } = safeHtml(html)
    expectSafe(safe)
    expect((safe.match(/<[^>]*>/g) ?? []).join('')).not.toMatch(/evil|alert|steal/)
  })

  it('keeps what a letter is made of', () => {
    const { html, remote } = read('newsletter.txt')
    expect(html).toContain('<b>offer</b>')
    expect(html).toContain('style="color:#333333"')
    expect(html).toContain(
      '<a href="https://shop.example/buy?x=1" rel="noopener noreferrer nofollow" title="https://shop.example/buy?x=1">Buy</a>',
    )
    expect(html).toContain('<a title="mailto:anna@example.org?subject=x">D</a>')
    expect(html).toContain('<a title="http://plain.example/">C</a>')
    for (const name of ['A', 'B', 'E', 'F', 'G']) expect(html).toContain(`<a>${name}</a>`)
    expect(html).not.toContain('Offer')
    expect(remote).toEqual(['https://tracker.example/open.gif?u=1', 'http://plain.example/logo.png', 'https://proto.example/j.png'])
    expect(read('scripts.txt').html).toContain('<p>Still readable</p>')
    expect(read('forms.txt').html).toContain('<p>Please confirm</p>')
    expect(read('styles.txt').html).toContain('<p style="color:#1a2b3c;font-size:14px;padding:4px 8px">12</p>')
  })

  it('leaves remote pictures out, counts them, and puts fetched ones in', () => {
    const { html, remote } = read('pictures.txt')
    expect(html).toContain('<img alt="" src="data:image/png;base64,iVBORw0KGgo=" />')
    expect(html.match(/ src=/g)).toHaveLength(1)
    expect(html).toContain('alt="Chart"')
    expect(new Set(remote)).toEqual(new Set(['https://a.example/1.png', 'https://b.example/2.png', 'ftp://'].slice(0, 2)))
    const source = readFileSync(join(folder, 'pictures.txt'), 'utf8')
    const fetched = safeHtml(
      source,
      new Map([
        ['https://a.example/1.png', 'data:image/gif;base64,R0lG'],
        ['https://b.example/2.png', 'data:text/html;base64,AA'],
      ]),
    )
    expect(fetched.html.match(/src="data:image\/gif;base64,R0lG"/g)).toHaveLength(2)
    expect(fetched.remote).toEqual(['https://b.example/2.png'])
    expectSafe(fetched.html)
  })

  it('is safe whatever it is made of, and cleaned twice is the same', () => {
    const pieces = fc.constantFrom(
      ...['<', '>', '"', "'", '=', '/', ' ', '<!--', '-->', '<![CDATA[', ']]>', '&lt;', '&#60;', '&quot;', '\0', '\u2028', '`', '\\', ';'],
      ...[
        '<a href=',
        'javascript:',
        'https://x.example/',
        '<img src=',
        'data:image/png;base64,AAAA',
        'onerror=alert(1)',
        ' style="',
        'url(',
        'expression(',
      ],
      ...[
        '<svg>',
        '<math>',
        '<style>',
        '</style>',
        '<script>',
        '</script>',
        '<noscript>',
        '</noscript>',
        '<textarea>',
        '<title>',
        '</title>',
        '<xmp>',
      ],
      ...[
        '<table>',
        '<td>',
        '<p>',
        '</p>',
        '<form>',
        '<template>',
        '<iframe srcdoc="',
        '<b ',
        'position:fixed',
        'color:red',
        '<plaintext>',
        '<select>',
        '<br>',
        'words',
      ],
    )
    const soup = fc.oneof(
      fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 300 }),
    )
    fc.assert(
      fc.property(soup, (html) => {
        const once = safeHtml(html)
        expectSafe(once.html)
        expect(safeHtml(once.html).html).toBe(once.html)
      }),
      { numRuns: 1_500 },
    )
  })

  it('is bounded: depth, breadth and pictures cost no more than a moment', () => {
    const hostile = [
      '<div>'.repeat(50_000),
      '<b><i><u>'.repeat(25_000),
      '<p style="color:red;margin:1px">x'.repeat(7_500),
      '<table><tr><td>'.repeat(16_000),
      `<img alt="${'a'.repeat(250_000)}`,
      '<a href="https://a.example/'.repeat(9_000),
      '<!--'.repeat(60_000),
      '<'.repeat(250_000),
      '&'.repeat(250_000),
      '<img src=https://a.example/1>'.repeat(9_000),
    ]
    for (const html of hostile) {
      const startedMs = performance.now()
      const { html: safe } = safeHtml(html)
      expect(performance.now() - startedMs, html.slice(0, 20)).toBeLessThan(2_000)
      expect(safe.length).toBeLessThanOrEqual(1_000_000)
      expectSafe(safe)
    }
  })
})

describe('whether HTML says more than text', () => {
  it.each<[string, boolean]>([
    ['<div dir="ltr">Yes, gladly.</div>', false],
    ['<p style="font-family:Calibri;color:#222">Yes</p><p>&nbsp;</p>', false],
    ['<div>Yes</div><blockquote><table><tr><td><img src="https://x.example/y.png"></td></tr></table></blockquote>', false],
    ['<div>Yes</div><div class="gmail_quote"><b>Hello</b></div>', false],
    ['<style>b{}</style><div>Yes</div>', false],
    ['<p>See <a href="https://x.example/">this</a></p>', true],
    ['<p>Yes</p><img src="https://x.example/logo.png">', true],
    ['<ul><li>One</li></ul>', true],
    ['<p>That is <strong>important</strong></p>', true],
  ])('%s', (html, more) => {
    expect(saysMoreThanText(html)).toBe(more)
  })
})

it('knows a bitmap by its first bytes alone', () => {
  expect(pictureType(Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'))).toBe('image/png')
  expect(pictureType(Buffer.from('RIFFxxxxWEBPVP8 ', 'latin1'))).toBe('image/webp')
  expect(pictureType(Buffer.from('GIF89a', 'latin1'))).toBe('image/gif')
  expect(pictureType(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg')
  for (const text of ['<svg xmlns=', '<html>', 'RIFFxxxxWAVE', '', 'PNG']) expect(pictureType(Buffer.from(text))).toBeNull()
})

describe('a public address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '172.32.0.1', '100.128.0.1'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
  it.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      'fe80::1',
      'fc00::1',
      'fd12::1',
      'ff02::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '64:ff9b::7f00:1',
      '2001::1',
    ],
    ...['', 'localhost', '127.1', '0x7f.0.0.1'],
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})
