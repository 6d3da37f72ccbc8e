import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createPorts } from '../../src/main/ports.ts'
import { createWorkspaces } from '../../src/main/workspaces.ts'
import { errorLog, memorySecrets } from '../fakes/ports.ts'
import { apiOf } from './world.ts'

const data = mkdtempSync(join(tmpdir(), 'sandbox-kill-'))
const box = join(data, 'sandbox', 'my-workspace')
afterAll(() => rmSync(data, { recursive: true, force: true }))

it('killed in the middle of its campaign, the sandbox is gone at the next start, and opens clean', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'children/workspace.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(join(box, 'workspace.db'))).toBe(true)

  const workspaces = createWorkspaces(data, 'headless', () => createPorts({ log: errorLog, secrets: memorySecrets() }))
  const { sandbox, engine } = await workspaces.open()
  expect(existsSync(box)).toBe(false)
  const { state, campaignId } = await sandbox.open()
  expect(state).toBe('open')
  const { context } = sandbox.running()
  expect(await apiOf({ ...engine, context }).campaigns.get({ id: campaignId ?? 0 })).toMatchObject({ status: 'draft', stats: { sent: 0 } })
  expect((await apiOf(engine).campaigns.list({})).total).toBe(0)
  // Open at the end of the program: it is closed and thrown away with its workspace.
  await workspaces.closeAll()
  expect(existsSync(box)).toBe(false)
})
