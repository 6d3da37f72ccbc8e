import { gzipSync } from 'node:zlib'
import type { Plugin, Rollup } from 'vite'

type Bundle = Rollup.OutputBundle

/** Prints what a browser fetches before it can show the first page: the entry, all it imports statically, and its styles. */
export function printFirstRoute(): Plugin {
  return {
    name: 'print-first-route',
    apply: 'build',
    enforce: 'post',
    writeBundle(_options, bundle) {
      const names = firstRoute(bundle)
      const bytes = [...names].reduce((sum, name) => sum + gzipped(bundle[name]), 0)
      process.stdout.write(`first route: ${(bytes / 1024).toFixed(1)} kB gzip (${[...names].length} files)\n`)
    },
  }
}

function firstRoute(bundle: Bundle): Set<string> {
  const names = new Set<string>()
  function add(name: string): void {
    const chunk = bundle[name]
    if (!chunk || names.has(name)) return
    names.add(name)
    if (chunk.type !== 'chunk') return
    for (const next of [...chunk.imports, ...stylesOf(chunk)]) add(next)
  }
  for (const [name, item] of Object.entries(bundle)) {
    if (name.endsWith('.html') || (item.type === 'chunk' && item.isEntry)) add(name)
  }
  return names
}

function stylesOf(chunk: Rollup.OutputChunk): string[] {
  const { viteMetadata } = chunk as { viteMetadata?: { importedCss?: Set<string> } }
  return [...(viteMetadata?.importedCss ?? [])]
}

function gzipped(item: Bundle[string] | undefined): number {
  if (!item) return 0
  return gzipSync(item.type === 'chunk' ? item.code : item.source).length
}
