/** Claims the folder in argv[2], says `claimed` or the refusal on stdout, and stays until it is ended. */
import { claimFolder } from '../../../src/main/engine/db/core/owner.ts'

const folder = process.argv[2]
if (!folder) throw new Error('usage: owner.ts FOLDER')
try {
  claimFolder(folder, { host: 'headless', startedAt: Date.now() })
  process.stdout.write('claimed\n')
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stdout.write(`${JSON.stringify({ code: (error as { code?: string }).code, message: (error as Error).message })}\n`)
}
