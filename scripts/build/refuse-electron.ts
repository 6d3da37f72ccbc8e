import type { Plugin } from 'vite'

const electron = /^electron(\/|$)/

/** Fails a build that would need Electron: the headless host runs on plain Node. */
export function refuseElectron(): Plugin {
  return {
    name: 'refuse-electron',
    enforce: 'pre',
    resolveId(source, importer) {
      if (electron.test(source)) this.error(`The headless bundle must not import "${source}" (from ${importer ?? 'an entry'}).`)
      return null
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        const found = [...chunk.imports, ...chunk.dynamicImports].find((name) => electron.test(name))
        if (found || /require\(["'`]electron["'`/]/.test(chunk.code)) {
          this.error(`The headless bundle contains "${found ?? 'electron'}" in ${chunk.fileName}.`)
        }
      }
    },
  }
}
