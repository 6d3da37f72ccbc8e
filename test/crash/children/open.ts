/**
 * Opens a workspace and closes it again, in a process that can be killed or that may write no large files.
 * Usage: open.ts FOLDER MIGRATIONS. Says `opening`, then one line of JSON: {} once it is open, or { code, message, advice }.
 */
import { createEngine } from '../../../src/main/engine/engine.ts'
import { UserError } from '../../../src/shared/errors.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { fakePorts } from '../../fakes/ports.ts'

const [folder, migrationsFolder] = process.argv.slice(2)
if (!folder || !migrationsFolder) throw new Error('usage: open.ts FOLDER MIGRATIONS')

process.stdout.write('opening\n')
try {
  const engine = createEngine(folder, { ...fakePorts(new FakeClock(Date.UTC(2026, 10, 23))), migrationsFolder })
  process.stdout.write('{}\n')
  await engine.stop()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  const { code, message, advice } = error
  process.stdout.write(`${JSON.stringify({ code, message, advice })}\n`)
}
