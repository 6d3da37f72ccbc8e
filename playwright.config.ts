import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './test/fakes/chromium.ts'
import { noProvidersThere } from './test/fakes/no-providers.ts'

// Whatever a test starts inherits it.
Object.assign(process.env, noProvidersThere)

/** What is walked on each host; see test/e2e/runner.ts. All else needs only one of them. */
const everywhere = ['**/whole-way.spec.ts', '**/recurring-test-mode.spec.ts']

/** What takes minutes. Begun first, so that no worker is left alone with it at the end. */
const long = ['**/no-dead-button.spec.ts', '**/whole-way.spec.ts']

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  // Two cores are the smallest machine that this suite is meant for; tests wait for a good part of their time.
  workers: 3,
  // Room for a machine that is four times slower than ours: nothing is waited for longer than it takes.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    launchOptions: chromiumLaunchOptions(),
    // A fifth of all the work, for somebody who can open it afterwards.
    trace: process.env.TEST_PICTURES === 'none' ? 'off' : 'retain-on-failure',
    viewport: { width: 1280, height: 720 },
  },
  // Each has the name of its host first; see hostOf.
  projects: [
    { name: 'headless, long', testMatch: long },
    // The desktop's main process and preload as built, on the stand-in for Electron.
    { name: 'stand-in', testMatch: ['**/electron-stand-in*.spec.ts', ...everywhere] },
    // The same on the real Electron, where its binary is installed; says so where it is not.
    { name: 'electron', testMatch: ['**/electron.spec.ts', ...everywhere] },
    // The page in a browser, served by the headless host.
    { name: 'headless', testMatch: '**/*.spec.ts', testIgnore: ['**/electron*.spec.ts', ...long] },
  ],
})
