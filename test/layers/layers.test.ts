import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { circles, importsIn, layerProblems, readTree } from './imports.ts'
import { may, type Room, rooms } from './rooms.ts'

const tree = readTree(join(import.meta.dirname, '../../src'))

/** Samples that the table has to refuse: each would be a way around one of its lines. */
const refused: [path: string, imported: string][] = [
  ['shared/x.ts', '../main/engine/ports/ports.ts'],
  ['shared/schemas/x.ts', 'node:fs'],
  ['shared/x.ts', 'react'],
  ['renderer/lib/x.ts', '../../main/engine/rules/sending/window.ts'],
  ['renderer/loose.ts', './lib/x.ts'],
  ['renderer/components/x.tsx', '../pages/today/x.tsx'],
  ['renderer/pages/today/x.tsx', '../inbox/x.tsx'],
  ['renderer/stores/x.ts', '../hooks/x.ts'],
  ['renderer/lib/x.ts', '../api/x.ts'],
  ['renderer/stores/x.ts', 'react'],
  ['renderer/lib/time/x.ts', 'react'],
  ['renderer/pages/x.tsx', 'node:path'],
  ['renderer/app/x.ts', 'electron'],
  ['renderer/app/x.ts', 'better-sqlite3'],
  ['preload/index.ts', '../main/paths.ts'],
  ['preload/index.ts', 'node:fs'],
  ['main/engine/engine.ts', 'electron'],
  ['main/engine/engine.ts', '../host/clock.ts'],
  ['main/engine/loose.ts', './rules/sending/window.ts'],
  ['main/engine/rules/x.ts', '../db/core/open.ts'],
  ['main/engine/rules/x.ts', '../ports/ports.ts'],
  ['main/engine/rules/incoming/x.ts', '../../credits/ledger.ts'],
  ['main/engine/rules/x.ts', 'node:fs'],
  ['main/engine/rules/x.ts', 'node:timers/promises'],
  ['main/engine/rules/x.ts', 'drizzle-orm/sqlite-core'],
  ['main/engine/ports/x.ts', '../db/core/open.ts'],
  ['main/engine/db/sends/x.ts', '../../adapters/mail/smtp.ts'],
  ['main/engine/db/sends/x.ts', '../../runner/stage.ts'],
  ['main/engine/db/sends/x.ts', '../../lifecycle/send/sent.ts'],
  ['main/engine/db/sends/x.ts', 'nodemailer'],
  ['main/engine/credits/x.ts', '../handlers/base.ts'],
  ['main/engine/accounts/x.ts', '../context.ts'],
  ['main/engine/db/campaigns/x.ts', '../../audiences/index.ts'],
  ['main/engine/audiences/x.ts', '../views/sending/waiting.ts'],
  ['main/engine/audiences/x.ts', '../lifecycle/campaign/complete.ts'],
  ['main/engine/audiences/x.ts', '../context.ts'],
  ['main/engine/views/x.ts', '../lifecycle/send/sent.ts'],
  ['main/engine/views/x.ts', 'drizzle-orm'],
  ['main/engine/lifecycle/send/x.ts', '../../pipeline/deliver/send.ts'],
  ['main/engine/lifecycle/send/x.ts', '../../handlers/base.ts'],
  ['main/engine/lifecycle/send/x.ts', 'imapflow'],
  ['main/engine/adapters/mail/x.ts', '../../db/core/open.ts'],
  ['main/engine/adapters/mail/x.ts', 'better-sqlite3'],
  ['main/engine/adapters/mail/x.ts', '../../context.ts'],
  ['main/engine/adapters/providers/invented.ts', './service.ts'],
  ['main/engine/adapters/providers/invented.ts', 'node:net'],
  ['main/engine/adapters/providers/invented.ts', 'nodemailer'],
  ['main/engine/handlers/inbox/x.ts', '../../adapters/mail/smtp.ts'],
  ['main/engine/handlers/inbox/x.ts', '../../../host/server.ts'],
  ['main/engine/handlers/inbox/x.ts', '../campaigns/x.ts'],
  ['main/engine/handlers/inbox/x.ts', '../../pipeline/stages.ts'],
  ['main/engine/handlers/inbox/x.ts', '../../engine.ts'],
  ['main/engine/runner/x.ts', '../pipeline/stages.ts'],
  ['main/engine/pipeline/deliver/send.ts', '../../adapters/mail/smtp.ts'],
  ['main/engine/pipeline/deliver/send.ts', '../confirm/confirm.ts'],
  ['main/engine/pipeline/deliver/send.ts', 'nodemailer'],
  ['main/engine/pipeline/import/stage.ts', '../deliver/send.ts'],
  ['main/engine/pipeline/deliver/send.ts', '../../handlers/base.ts'],
  ['main/host/x.ts', '../engine/db/core/open.ts'],
  ['main/host/http/x.ts', '../../engine/rules/sending/window.ts'],
  ['main/host/http/x.ts', '../electron/window.ts'],
  ['main/host/http/x.ts', 'electron'],
  ['main/host/electron/x.ts', '../../engine/db/core/open.ts'],
  ['main/host/x.ts', 'nodemailer'],
  ['main/sandbox/x.ts', '../engine/adapters/mail/smtp.ts'],
  ['main/sandbox/x.ts', '../engine/db/core/open.ts'],
  ['main/sandbox/x.ts', '../host/server.ts'],
  ['main/sandbox/x.ts', '../ports.ts'],
  ['main/sandbox/x.ts', 'electron'],
  ['main/sandbox/x.ts', 'node:net'],
  ['main/sandbox/x.ts', 'node:dns/promises'],
  ['main/sandbox/x.ts', 'nodemailer/lib/mail-composer'],
  ['main/host/x.ts', '../../renderer/api/x.ts'],
  ['main/index.ts', '../renderer/app/x.ts'],
  ['nowhere/x.ts', '../shared/errors.ts'],
  ['shared/x.ts', '../nowhere/x.ts'],
]

const allowed: [path: string, imported: string][] = [
  ['shared/contract/x.ts', '../schemas/common.ts'],
  ['renderer/pages/x.tsx', '../../shared/events.ts'],
  ['preload/index.ts', 'electron'],
  ['main/engine/rules/sending/x.ts', './window.ts'],
  ['main/engine/rules/sending/x.ts', 'node:crypto'],
  ['main/engine/rules/incoming/x.ts', '../../../../shared/schemas/mailboxes.ts'],
  ['main/engine/db/sends/x.ts', '../../rules/sending/window.ts'],
  ['main/engine/db/sends/x.ts', 'drizzle-orm'],
  ['main/engine/audiences/x.ts', '../db/core/open.ts'],
  ['main/engine/views/x.ts', '../audiences/index.ts'],
  ['main/engine/adapters/mail/x.ts', '../../ports/ports.ts'],
  ['main/engine/adapters/mail/x.ts', 'nodemailer/lib/smtp-connection'],
  ['main/engine/adapters/providers/invented.ts', '../../ports/ports.ts'],
  ['main/engine/adapters/providers/invented.ts', '../../rules/invented/search.ts'],
  ['main/engine/pipeline/deliver/send.ts', './answer.ts'],
  ['main/engine/pipeline/deliver/send.ts', '../../runner/stage.ts'],
  ['main/engine/pipeline/stages.ts', './deliver/send.ts'],
  ['main/engine/handlers/index.ts', './inbox/index.ts'],
  ['main/engine/handlers/inbox/index.ts', '../base.ts'],
  ['main/host/server.ts', '../engine/engine.ts'],
  ['main/host/electron/window.ts', 'electron'],
  ['main/host/electron/window.ts', '../clock.ts'],
  ['main/sandbox/x.ts', '../engine/engine.ts'],
  ['main/sandbox/x.ts', '../engine/ports/ports.ts'],
  ['main/sandbox/x.ts', '../engine/adapters/providers/invented.ts'],
  ['main/sandbox/x.ts', './ports.ts'],
  ['main/host/x.ts', '../sandbox/control.ts'],
  ['main/index.ts', 'electron'],
  ['main/cli.ts', '../../package.json'],
]

function importing(path: string, name: string): string[] {
  return layerProblems(new Map([[path, `import type { X } from '${name}'\n`]]))
}

describe('who may import whom', () => {
  it('holds for every file', () => expect(layerProblems(tree)).toEqual([]))

  it.each(refused)('%s may not import %s', (path, name) => expect(importing(path, name)).toHaveLength(1))
  it.each(allowed)('%s may import %s', (path, name) => expect(importing(path, name)).toEqual([]))

  it('has a place with files in it for every room of the table', () => {
    const empty = Object.values(rooms).filter((place) => ![...tree.keys()].some((path) => path === place || path.startsWith(`${place}/`)))
    expect(empty).toEqual([])
  })

  it('runs in one direction: no room may import one that may import it, round any number of corners', () => {
    const below = (room: Room, seen = new Set<Room>()): Set<Room> => {
      for (const next of may[room]) if (!seen.has(next)) below(next, seen.add(next))
      return seen
    }
    for (const room of Object.keys(rooms) as Room[]) expect(below(room), room).not.toContain(room)
  })
})

describe('circles', () => {
  it('there are none, of types neither', () => expect(circles(tree)).toEqual([]))

  it('are found, of any length and in the middle of others', () => {
    const files = new Map([
      ['shared/a.ts', `import { b } from './b.ts'`],
      ['shared/b.ts', `export type { C } from './c.ts'\nimport './d.ts'`],
      ['shared/c.ts', `type A = import('./a.ts').A`],
      ['shared/d.ts', ''],
      ['shared/e.ts', `import { a } from './a.ts'\nimport { e } from './e.ts'`],
    ])
    expect(circles(files).map((circle) => circle.sort())).toEqual([['shared/a.ts', 'shared/b.ts', 'shared/c.ts'], ['shared/e.ts']])
  })
})

describe('what a file imports', () => {
  it('is seen in every way in which it can be written', () => {
    const text = [
      `import one from './1.ts'`,
      `import type { Two } from './2.ts'`,
      `import {\n  three,\n  type Three,\n} from './3.ts'`,
      `import './4.css'`,
      `export * from './5.ts'`,
      `export { six } from "./6.ts"`,
      `const seven = await import('./7.ts')`,
      `const eight = new Worker(new URL('./8.ts', import.meta.url))`,
      `type Nine = import('./9.ts').Nine`,
      `import about from './10.json' with { type: 'json' }`,
      `export const text = 'import nothing'`,
      `// import { nothing } from './nothing.ts'`,
    ].join('\n')
    expect(importsIn(text)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `./${n}.${n === 4 ? 'css' : n === 10 ? 'json' : 'ts'}`))
  })

  it('misses no import of this project: as many lines as begin like one', () => {
    for (const [path, text] of tree) {
      const begun = text.match(/^(import\b(?!\.)|export (\*|\{[^}]*\}|type \{[^}]*\}) from)/gm)?.length ?? 0
      expect(importsIn(text).length, path).toBeGreaterThanOrEqual(begun)
    }
  })
})
