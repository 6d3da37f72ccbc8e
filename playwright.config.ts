import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './test/fakes/chromium.ts'
import { noProvidersThere } from './test/fakes/no-providers.ts'

// Whatever a test starts inherits it.
Object.assign(process.env, noProvidersThere)

/** What is walked on each host; see test/e2e/runner.ts. All else needs only one of them. */
const everywhere = ['**/whole-way.spec.ts', '**/recurring-test-mode.spec.ts']

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  // Two cores are the smallest machine that this suite is meant for.
  workers: 2,
  timeout: 60_000,
  forbidOnly: true,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { launchOptions: chromiumLaunchOptions(), trace: 'retain-on-failure', viewport: { width: 1280, height: 720 } },
  projects: [
    // The page in a browser, served by the headless host.
    { name: 'headless', testMatch: '**/*.spec.ts', testIgnore: '**/electron*.spec.ts' },
    // The desktop's main process and preload as built, on the stand-in for Electron.
    { name: 'stand-in', testMatch: ['**/electron-stand-in*.spec.ts', ...everywhere] },
    // The same on the real Electron, where its binary is installed; says so where it is not.
    { name: 'electron', testMatch: ['**/electron.spec.ts', ...everywhere] },
  ],
})
