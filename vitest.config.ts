import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { noProvidersThere } from './test/fakes/no-providers.ts'

/** What takes longest. Begun first, so that no worker is left alone with it at the end. */
const long = /(month|kill9|migrate-kill|acceptance|simulation|smtp-stages|demo|fixture-workspace)\.test\.ts$/

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(({ moduleId }) => long.test(moduleId)), ...sorted.filter(({ moduleId }) => !long.test(moduleId))]
  }
}

/** Pure functions: nothing of one file is left for the next, so one process does for many. */
const pure = ['test/rules/**/*.test.ts', 'test/renderer/**/*.test.ts']

export default defineConfig({
  test: {
    env: noProvidersThere,
    // Room for a machine that is four times slower than ours.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    teardownTimeout: 60_000,
    // What comes from another thread or process may take its time on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // V8 loses count of its code pages where many worker threads come and go on processors with protection keys, and ends the
    // process ("Check failed: jit_page.has_value()", Node 18 to 24): tests of imports make hundreds of them.
    execArgv: ['--no-memory-protection-keys'],
    // Two cores are the smallest machine that this suite is meant for.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      { extends: true, test: { name: 'all else', include: ['test/**/*.test.ts', 'src/**/*.test.ts'], exclude: pure } },
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
    ],
  },
})
