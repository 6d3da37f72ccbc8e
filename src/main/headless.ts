#!/usr/bin/env node
// The entry of the headless host. It looks at Node first and loads the rest afterwards, because the database's native
// part would crash an older Node instead of saying what is wrong.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Campaign Desk needs Node 22.18 or newer; this is ${process.versions.node}. Install Node 24 (nodejs.org).\n`)
  process.exitCode = 2
} else {
  const { main } = await import('./cli.ts')
  process.exitCode = await main(process.argv.slice(2))
}

export {}
