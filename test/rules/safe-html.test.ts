import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pictureType, pixelsOf } from '../../src/main/engine/rules/incoming/picture.ts'
import { safeHtml, saysMoreThanText } from '../../src/main/engine/rules/incoming/safe-html.ts'
import { isPublicAddress } from '../../src/main/engine/rules/mailboxes/public-address.ts'
import { countCpu } from '../fakes/cpu-time.ts'

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

const onePixelGif = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACADs='

/** A black bitmap, packed as small as it can be. */
function png(width: number, height: number): string {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data])
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([size, named, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.writeUInt8(1, 8)
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 })
  const parts = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]
  return `data:image/png;base64,${Buffer.concat(parts).toString('base64')}`
}

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
    expect(html).toContain(`<img alt="" src="${png(1, 1)}" />`)
    expect(html.match(/ src=/g)).toHaveLength(1)
    expect(html).toContain('alt="Chart"')
    expect(new Set(remote)).toEqual(new Set(['https://a.example/1.png', 'https://b.example/2.png', 'ftp://'].slice(0, 2)))
    const source = readFileSync(join(folder, 'pictures.txt'), 'utf8')
    const fetched = safeHtml(
      source,
      new Map([
        ['https://a.example/1.png', onePixelGif],
        ['https://b.example/2.png', 'data:text/html;base64,AA'],
      ]),
    )
    expect(fetched.html.split(`src="${onePixelGif}"`)).toHaveLength(3)
    expect(fetched.remote).toEqual(['https://b.example/2.png'])
    expectSafe(fetched.html)
  })

  it('does not show what would unpack to more memory than a letter is worth', () => {
    const bomb = png(20_000, 20_000)
    expect(bomb.length).toBeLessThan(70_000)
    expect(safeHtml(`<p>Hello</p><img alt="Us" src="${bomb}">`).html).toBe('<p>Hello</p><img alt="Us" />')
    const address = 'https://a.example/1.png'
    expect(safeHtml(`<img src="${address}">`, new Map([[address, bomb]]))).toMatchObject({ remote: [address] })
    const many = Array.from({ length: 8 }, (_, n) => `<img src="${png(3_000, 3_000 + n)}">`).join('')
    expect(safeHtml(many).html.match(/src=/g)).toHaveLength(4)
    expect(safeHtml(`<img src="${png(3_000, 3_000)}">`.repeat(8)).html.match(/src=/g)).toHaveLength(8)
  })

  it('is safe whatever it is made of, and cleaned twice is the same', () => {
    const pieces = fc.constantFrom(
      ...['<', '>', '"', "'", '=', '/', ' ', '<!--', '-->', '<![CDATA[', ']]>', '&lt;', '&#60;', '&quot;', '\0', '\u2028', '`', '\\', ';'],
      ...['<a href=', 'javascript:', 'https://x.example/', '<img src=', png(1, 1), 'onerror=alert(1)', ' style="', 'url(', 'expression('],
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

  it.each([
    ['tags', '<b>x</b>'.repeat(7_500)],
    ['links', '<a href=https://a.b>'.repeat(3_000)],
    ['pictures', '<img src=//a.example/1>'.repeat(3_000)],
    ['styles', '<p style="color:red">x'.repeat(5_000)],
    ['marks in capitals', '<P\nSTYLE = "color:red">x'.repeat(5_000)],
  ])('shows nothing of a letter of very many %s, of which the text is left', (_, html) => {
    expect(safeHtml(`<p>Yes</p>${html}`)).toEqual({ html: '', remote: [] })
    expect(saysMoreThanText(`<p>Yes</p>${html}`)).toBe(false)
  })

  it('shows a long letter as it is', () => {
    const paragraph = '<tr><td style="padding:4px"><p style="margin:0">See <a href="https://a.example/">this</a></p></td></tr>'
    const html = `<table>${paragraph.repeat(500)}</table>`
    expect(saysMoreThanText(html)).toBe(true)
    expect(safeHtml(html).html.match(/<a /g)).toHaveLength(500)
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
      const cpuMs = countCpu()
      const { html: safe } = safeHtml(html)
      expect(cpuMs(), html.slice(0, 20)).toBeLessThan(2_000)
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

describe('the size of a bitmap', () => {
  const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')))
  const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 8, 8, 0x01, 0x00, 0x02, 0x00, 3]

  it.each<[string, Buffer, number]>([
    ['a PNG', Buffer.from(png(300, 20).slice(22), 'base64'), 6_000],
    ['a GIF', Buffer.from(onePixelGif.slice(22), 'base64'), 1],
    ['a GIF with a larger frame', bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0, 0x21, 0xf9, 1, 9, 0, 0x2c, 0, 0, 0, 0, 0, 1, 0, 1, 0]), 65_536],
    ['a JPEG, behind its notes', bytes(jpeg), 256 * 512],
    ['a lossy WebP', bytes('RIFF....WEBPVP8 ....', [0, 0, 0, 0x9d, 1, 0x2a, 0x20, 0x00, 0x10, 0x40]), 512],
    ['a lossless WebP', bytes('RIFF....WEBPVP8L....', [0x2f, 0x1f, 0xc0, 0x03, 0x00]), 512],
    ['a WebP with extras', bytes('RIFF....WEBPVP8X....', [0, 0, 0, 0, 0x1f, 0, 0, 0x0f, 0, 0]), 512],
    ['one that ends too early', bytes('\x89PNG\r\n\x1a\n'), Number.POSITIVE_INFINITY],
    ['a JPEG without a frame', bytes(jpeg.slice(0, 8)), Number.POSITIVE_INFINITY],
    ['no bitmap', bytes('<svg width="9" height="9">'), Number.POSITIVE_INFINITY],
  ])('%s', (_, picture, pixels) => expect(pixelsOf(picture)).toBe(pixels))

  it('is said of whatever bytes there are', () => {
    const heads = fc.constantFrom('\x89PNG\r\n\x1a\n', 'GIF89a', '\xff\xd8\xff', 'RIFF1234WEBPVP8X', 'RIFF1234WEBPVP8L')
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 80 }), (head, rest) => {
        expect(pixelsOf(Buffer.concat([Buffer.from(head, 'latin1'), rest]))).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
