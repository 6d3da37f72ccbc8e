import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

const refused: [string, string][] = [
  ['src/shared/x.ts', '../main/engine/ports.ts'],
  ['src/shared/schemas/x.ts', 'node:fs'],
  ['src/shared/x.ts', 'react'],
  ['src/renderer/x.ts', '../main/engine/rules/window.ts'],
  ['src/renderer/pages/x.tsx', 'node:path'],
  ['src/renderer/x.ts', 'electron'],
  ['src/preload/index.ts', '../main/paths.ts'],
  ['src/main/engine/engine.ts', 'electron'],
  ['src/main/engine/engine.ts', '../host/clock.ts'],
  ['src/main/engine/rules/x.ts', '../db/open.ts'],
  ['src/main/engine/rules/x.ts', '../ports.ts'],
  ['src/main/engine/rules/incoming/x.ts', '../../credits/ledger.ts'],
  ['src/main/engine/rules/x.ts', 'node:fs'],
  ['src/main/engine/rules/x.ts', 'drizzle-orm'],
  ['src/main/engine/db/x.ts', '../adapters/smtp.ts'],
  ['src/main/engine/db/x.ts', '../pipeline/stage.ts'],
  ['src/main/engine/credits/x.ts', '../handlers/base.ts'],
  ['src/main/engine/changes/x.ts', '../pipeline/send.ts'],
  ['src/main/engine/adapters/x.ts', '../db/open.ts'],
  ['src/main/engine/adapters/x.ts', 'better-sqlite3'],
  ['src/main/engine/adapters/x.ts', '../context.ts'],
  ['src/main/engine/adapters/invented.ts', './smtp.ts'],
  ['src/main/engine/adapters/invented.ts', 'node:net'],
  ['src/main/engine/adapters/invented.ts', 'nodemailer'],
  ['src/main/engine/handlers/x.ts', '../adapters/smtp.ts'],
  ['src/main/engine/handlers/x.ts', '../../host/server.ts'],
  ['src/main/engine/pipeline/send.ts', '../adapters/smtp.ts'],
  ['src/main/engine/pipeline/send.ts', './confirm.ts'],
  ['src/main/engine/pipeline/enroll.ts', './send/claim.ts'],
  ['src/main/engine/pipeline/send/claim.ts', '../enroll.ts'],
  ['src/main/engine/pipeline/import/stage.ts', '../send/claim.ts'],
  ['src/main/engine/pipeline/send.ts', 'nodemailer'],
  ['src/main/host/x.ts', '../engine/db/open.ts'],
  ['src/main/host/http/x.ts', '../../engine/rules/window.ts'],
  ['src/main/host/http/x.ts', 'electron'],
  ['src/main/host/electron/x.ts', '../../engine/db/open.ts'],
  ['src/main/sandbox/x.ts', '../engine/adapters/smtp.ts'],
  ['src/main/sandbox/x.ts', '../engine/db/open.ts'],
  ['src/main/sandbox/x.ts', '../host/server.ts'],
  ['src/main/sandbox/x.ts', '../ports.ts'],
  ['src/main/sandbox/x.ts', 'electron'],
  ['src/main/sandbox/x.ts', 'node:net'],
  ['src/main/sandbox/x.ts', 'node:dns/promises'],
  ['src/main/sandbox/x.ts', 'nodemailer/lib/mail-composer'],
  ['src/main/headless.ts', 'electron'],
  ['src/main/cli.ts', 'electron'],
  ['src/main/workspaces.ts', 'electron'],
]

const allowed: [string, string][] = [
  ['src/shared/contract/x.ts', '../schemas/common.ts'],
  ['src/renderer/pages/x.tsx', '../../shared/events.ts'],
  ['src/preload/index.ts', 'electron'],
  ['src/main/engine/rules/x.ts', './window.ts'],
  ['src/main/engine/rules/x.ts', 'node:crypto'],
  ['src/main/engine/rules/incoming/x.ts', '../../../../shared/schemas/mailboxes.ts'],
  ['src/main/engine/db/x.ts', '../rules/window.ts'],
  ['src/main/engine/adapters/x.ts', '../ports.ts'],
  ['src/main/engine/adapters/x.ts', 'nodemailer/lib/smtp-connection'],
  ['src/main/engine/adapters/invented.ts', '../ports.ts'],
  ['src/main/engine/adapters/invented.ts', '../rules/invented/search.ts'],
  ['src/main/engine/pipeline/send.ts', './send/claim.ts'],
  ['src/main/engine/pipeline/send.ts', './stage.ts'],
  ['src/main/engine/pipeline/stages.ts', './send.ts'],
  ['src/main/engine/pipeline/send/claim.ts', './settle.ts'],
  ['src/main/engine/handlers/index.ts', './engine.ts'],
  ['src/main/host/server.ts', '../engine/engine.ts'],
  ['src/main/host/electron/window.ts', 'electron'],
  ['src/main/sandbox/x.ts', '../engine/engine.ts'],
  ['src/main/sandbox/x.ts', '../engine/ports.ts'],
  ['src/main/sandbox/x.ts', '../engine/adapters/invented.ts'],
  ['src/main/sandbox/x.ts', './ports.ts'],
  ['src/main/sandbox/x.ts', '../../shared/errors.ts'],
  ['src/main/host/x.ts', '../sandbox/control.ts'],
  ['src/main/index.ts', 'electron'],
  ['src/main/headless.ts', './engine/db/imports.ts'],
]

describe('who may import whom', () => {
  let folder: string
  let output: string

  beforeAll(() => {
    // The rules of this project over a tree that holds one file with all imports of each path, a line each.
    folder = mkdtempSync(join(tmpdir(), 'layering-'))
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
    for (const [path, sources] of Map.groupBy([...refused, ...allowed], ([path]) => path)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), sources.map(([, source]) => `import '${source}'\n`).join(''))
    }
    const args = ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', 'src']
    const run = spawnSync(join(root, 'node_modules/.bin/biome'), args, { cwd: folder, encoding: 'utf8' })
    output = run.stdout + run.stderr
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function isRefused(path: string, source: string): boolean {
    const line = 1 + [...refused, ...allowed].filter(([other]) => other === path).findIndex(([, other]) => other === source)
    return output.includes(`::error title=lint/style/noRestrictedImports,file=${join(folder, path)},line=${line},`)
  }

  it.each(refused)('%s may not import %s', (path, source) => expect(isRefused(path, source), output).toBe(true))
  it.each(allowed)('%s may import %s', (path, source) => expect(isRefused(path, source), output).toBe(false))
})
