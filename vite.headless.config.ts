import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'
import about from './package.json' with { type: 'json' }
import { refuseElectron } from './scripts/build/refuse-electron.ts'

const packages = Object.keys(about.dependencies)

export default defineConfig({
  publicDir: false,
  plugins: [refuseElectron()],
  build: {
    ssr: true,
    outDir: 'out/headless',
    target: 'node22',
    sourcemap: true,
    rollupOptions: {
      input: {
        headless: 'src/main/headless.ts',
        'workers/import': 'src/main/engine/pipeline/import/worker.ts',
        'workers/simulation': 'src/main/sandbox/simulation-worker.ts',
      },
      external: (id) => builtinModules.includes(id) || packages.some((name) => id === name || id.startsWith(`${name}/`)),
      // All beside the entries: paths.ts finds what lies relative to them.
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
