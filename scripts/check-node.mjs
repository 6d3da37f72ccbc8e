// Runs before every script, on whatever Node there is (12 and up), and says plainly when that is too old.
// npm puts node_modules/.bin first on PATH, and with it Node 24 from the devDependency "node", where npm was allowed to
// run that package's install script.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const parts = process.versions.node.split('.')
const major = Number(parts[0])
const minor = Number(parts[1])

if (!(major > 22 || (major === 22 && minor >= 18))) {
  const installed = existsSync(join(root, 'node_modules'))
  const shipped = existsSync(join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'))
  let advice = 'Install Node 24 from nodejs.org, then run this again.'
  if (!installed) advice = 'Run "npm ci" first: it brings Node 24 along.'
  else if (!shipped)
    advice =
      'npm did not run the install script of the package "node". Allow it with "npm rebuild node", or install Node 24 from nodejs.org.'
  else advice = 'Start it with npm (npm run ...), which uses the Node 24 in node_modules.'
  process.stderr.write(`\nCampaign Desk needs Node 22.18 or newer; this is Node ${process.versions.node}.\n${advice}\n\n`)
  process.exit(1)
}
