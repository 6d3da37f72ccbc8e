import { defineConfig } from 'vitest/config'
import { noProvidersThere } from './test/fakes/no-providers.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    env: noProvidersThere,
    // Room for a machine that is four times slower than ours.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // What comes from another thread or process may take its time on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // Two cores are the smallest machine that this suite is meant for.
    maxWorkers: 2,
  },
})
