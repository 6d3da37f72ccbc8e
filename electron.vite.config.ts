import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { printFirstRoute } from './scripts/build/first-route.ts'

// Vite's own names for chunks, but all beside the entries: paths.ts finds what lies relative to them.
const beside = { chunkFileNames: '[name]-[hash].js', entryFileNames: '[name].js' }

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          'workers/import': 'src/main/engine/pipeline/import/worker.ts',
          'workers/simulation': 'src/main/sandbox/simulation-worker.ts',
        },
        output: { format: 'es', ...beside },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: '/',
    plugins: [react(), printFirstRoute()],
    build: {
      outDir: 'out/renderer',
      target: 'es2023',
      // The content security policy allows no data: scripts; small files stay files.
      assetsInlineLimit: 0,
      minify: true,
      cssMinify: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
})
