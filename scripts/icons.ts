/**
 * `node scripts/icons.ts`: makes every icon, tray picture and badge from `resources/icon.svg`, rendered by Chromium. What it
 * makes is committed; run it again only after the source was changed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { chromiumLaunchOptions } from '../test/fakes/chromium.ts'
import { icns, ico } from './icons/containers.ts'

const root = join(import.meta.dirname, '..')
const source = readFileSync(join(root, 'resources/icon.svg'), 'utf8')
const icons = join(root, 'resources/icons')
const pictures = join(root, 'resources/pictures')

type Mark = 'paused' | 'needs-you' | null

/** What is shown of the source: by styles, so that there is one drawing only. */
function look(mark: Mark, template: boolean): string {
  const rules = ['svg { display: block; width: 100%; height: 100% }']
  if (mark) rules.push(`.mark.${mark} { display: inline }`, '.body { mask: url(#room) }')
  if (mark === 'paused') rules.push('.plate { fill: url(#grey) }')
  if (template) {
    // A Mac colours what is black. Without its plate the plane may fill the whole picture.
    rules.push('.plate { display: none }', '.plane { fill: #000; transform: translate(-220px, -220px) scale(1.4) }')
    rules.push('.mark-plate { fill: #000 }', '.paused .mark-plate { fill: none }', '.mark-sign { fill: #000 }')
  }
  return rules.join('\n')
}

async function render(page: Page, size: number, content: string, css: string, padding = 0): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>html, body { margin: 0; height: 100%; background: transparent } body { box-sizing: border-box; padding: ${padding}px }\n${css}</style>${content}`,
  )
  return page.screenshot({ omitBackground: true, type: 'png' })
}

function badge(text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#c0272d"/>
    <text x="16" y="16" fill="#fff" font-family="Liberation Sans, Arial, sans-serif" font-weight="700" font-size="${text.length > 1 ? 17 : 21}"
    text-anchor="middle" dominant-baseline="central">${text}</text></svg>`
}

async function makeAppIcons(page: Page): Promise<void> {
  const plain = (size: number) => render(page, size, source, look(null, false))
  // Apple's grid leaves a tenth of the picture free on each side.
  const padded = (size: number) => render(page, size, source, look(null, false), Math.round(size * 0.098))
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) writeFileSync(join(icons, `${size}x${size}.png`), await plain(size))
  const forWindows = []
  for (const size of [16, 24, 32, 48, 64, 128, 256]) forWindows.push({ size, png: await plain(size) })
  writeFileSync(join(root, 'resources/icon.ico'), ico(forWindows))
  const forMac = []
  for (const size of [32, 64, 128, 256, 512, 1024]) forMac.push({ size, png: await padded(size) })
  writeFileSync(join(root, 'resources/icon.icns'), icns(forMac))
  writeFileSync(join(pictures, 'icon.png'), await plain(256))
}

async function makeTrayPictures(page: Page): Promise<void> {
  const marks: [string, Mark][] = [
    ['normal', null],
    ['paused', 'paused'],
    ['needs-you', 'needs-you'],
  ]
  for (const [name, mark] of marks) {
    for (const [density, suffix] of [
      [1, ''],
      [2, '@2x'],
    ] as const) {
      writeFileSync(join(pictures, `${name}${suffix}.png`), await render(page, 22 * density, source, look(mark, false)))
      writeFileSync(join(pictures, `${name}Template${suffix}.png`), await render(page, 18 * density, source, look(mark, true)))
    }
  }
}

async function makeBadges(page: Page): Promise<void> {
  for (const text of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9+']) {
    const css = 'svg { display: block; width: 100%; height: 100% }'
    writeFileSync(join(pictures, `badge-${text.replace('+', '-plus')}.png`), await render(page, 32, badge(text), css))
  }
}

mkdirSync(icons, { recursive: true })
mkdirSync(pictures, { recursive: true })
const browser = await chromium.launch(chromiumLaunchOptions())
try {
  const page = await browser.newPage()
  await makeAppIcons(page)
  await makeTrayPictures(page)
  await makeBadges(page)
} finally {
  await browser.close()
}
