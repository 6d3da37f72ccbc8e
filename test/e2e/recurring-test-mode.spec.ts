import { expect as patient, test } from '@playwright/test'
import { picture } from './pages/accessible.ts'
import { builderPage } from './pages/builder.ts'
import { discoveryPage } from './pages/discovery.ts'
import { frameOf } from './pages/frame.ts'
import { recurringPage } from './pages/recurring.ts'
import { electronBinary } from './runner/electron.ts'
import { hostOf, startHost } from './runner.ts'
import { daylight } from './zones.ts'

const expect = patient.configure({ timeout: 30_000 })

test('a campaign of invented people, tried without a provider, simulated, and run', async ({ browser }, info) => {
  // biome-ignore lint/suspicious/noSkippedTests: the binary is not on every machine, and the run says that it was skipped
  test.skip(
    hostOf(info) === 'electron' && electronBinary() === null,
    'Electron itself is not installed here (its binary is downloaded separately)',
  )
  test.setTimeout(180_000)
  const { host, page } = await startHost(hostOf(info), browser)
  page.setDefaultTimeout(20_000)
  const builder = builderPage(page)
  const discovery = discoveryPage(page)
  const recurring = recurringPage(page)
  try {
    await test.step('a mailbox, which nothing will leave from', async () => {
      const { smtp, dovecot, client } = host
      await client.workspace.update({ zone: daylight })
      const server = { host: '127.0.0.1', security: 'none' as const, user: dovecot.user }
      const { id } = await client.mailboxes.create({
        email: dovecot.user,
        smtp: { ...server, port: smtp.port },
        imap: { ...server, port: dovecot.imapPort },
        credential: { kind: 'password', password: dovecot.password },
      })
      await client.mailboxes.test({ id })
    })

    await test.step('whom to look for, in test mode', async () => {
      await frameOf(page).goTo('Campaigns')
      await page.getByRole('button', { name: 'New campaign' }).click()
      await page.getByRole('menuitem', { name: /^New people every day/ }).click()
      await discovery.niche.fill('home barista')
      await discovery.aDay.fill('12')
      await discovery.runs.fill('3')
      await discovery.tryInTestMode.click()
      await discovery.look.click()
      await expect(discovery.found).toHaveCount(10)
      await picture(page, 'test-mode-1-invented')
    })

    await test.step('a message for them, at any hour', async () => {
      await builder.next.click()
      await builder.writeFirst.click()
      await builder.subject.fill('A question, {{firstName}}')
      await builder.text.fill('Hello {{firstName}},\n\nI saw {{handle}}.')
      await expect(builder.message).toContainText(/Hello \S+,/)
      await builder.next.click()
      for (const day of ['Saturday', 'Sunday']) await builder.day(day).click()
      await builder.field('From').selectOption('00:00')
      await builder.field('To').selectOption('24:00')
      await expect(builder.saveState).toHaveText('Saved')
      await builder.next.click()
      await picture(page, 'test-mode-2-review')
    })

    await test.step('it is simulated by the engine itself', async () => {
      await frameOf(page).goTo('Campaigns')
      await page.getByTestId('campaigns').getByRole('button', { name: 'New campaign', exact: true }).click()
      await recurring.simulate.click()
      await expect(recurring.simulation).toContainText('It would be completed on')
      await picture(page, 'test-mode-3-simulated')
      await page.keyboard.press('Escape')
    })

    await test.step('activated, its first run begins at once, and nothing leaves', async () => {
      await page.getByRole('link', { name: 'Review and activate' }).click()
      await builder.activate.click()
      await expect(builder.dialog).toContainText('Activate in test mode')
      await builder.inDialog('Activate').click()
      await expect(recurring.line).toContainText('Run 1 of 3')
      await expect(recurring.line).toContainText('Test mode')
      await expect(recurring.plan).toContainText('12 of 12 found')
      await picture(page, 'test-mode-4-running')
      expect(host.smtp.received).toEqual([])
    })
  } finally {
    await host.end()
  }
})
