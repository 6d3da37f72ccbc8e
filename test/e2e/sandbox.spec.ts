import { expect, test } from '@playwright/test'
import { startPageHost } from './page-host.ts'
import { builderPage } from './pages/builder.ts'

interface Status {
  state: string
  campaignId: number
  pace: number
}

test('the sandbox is shown by the same pages: its campaign runs to its end, is begun anew, and touches nothing real', async ({ page }) => {
  test.setTimeout(180_000)
  const host = await startPageHost()
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(host.pageUrl()).origin) && !request.url().startsWith('data:')) foreign.push(request.url())
  })
  try {
    await page.goto(host.pageUrl())
    const origin = new URL(host.pageUrl()).origin
    // Nobody has opened it: whoever looks at it does. Its first page says what there is to try.
    await page.goto(`${origin}/#/sandbox/`)
    const waiting = page.getByRole('region', { name: 'First steps in the sandbox' })
    await expect(waiting).toContainText('2 campaigns wait for you to activate')
    await waiting.getByRole('link', { name: 'Read the plan of Try me: new people every day' }).click()
    await expect(page).toHaveURL(/sandbox\/campaigns\/\d+\/build\/review$/)
    await page.goto(`${origin}/#/sandbox/campaigns`)
    const row = page.getByRole('row', { name: /Try me: a friendly hello/ })
    await expect(row).toContainText('Draft')
    await expect(page.getByTestId('sandbox-bar')).toContainText('nothing leaves this machine')

    await page.getByText('Faster', { exact: true }).click()
    await expect.poll(async () => (await host.api<Status>('GET', '/sandbox')).pace).toBe(3600)
    await row.getByRole('link', { name: /Activate/ }).click()
    const builder = builderPage(page)
    await builder.activate.click()
    await builder.inDialog(/^Activate/).click()
    await expect(page).toHaveURL(/sandbox\/campaigns\/\d+$/)
    await page.goto(`${origin}/#/sandbox/campaigns`)
    await expect(row).toContainText('Active')
    await expect(row).toContainText('Completed', { timeout: 90_000 })

    expect(host.smtp.received).toEqual([])
    expect(await host.api<{ total: number }>('GET', '/campaigns')).toMatchObject({ total: 0 })
    expect(foreign).toEqual([])

    await page.getByRole('button', { name: 'Start over' }).click()
    await expect(row).toContainText('Draft')
    await page.getByRole('button', { name: 'Leave the sandbox' }).click()
    await expect(page.getByTestId('sandbox-bar')).toHaveCount(0)
    expect((await host.api<Status>('GET', '/sandbox')).state).toBe('open')

    // The program ends, and comes back without it. No page is open meanwhile: one that looks at the sandbox makes a new one.
    await page.goto('about:blank')
    await host.stop('SIGKILL')
    await host.start()
    expect((await host.api<Status>('GET', '/sandbox')).state).toBe('closed')
    await page.goto(host.pageUrl())
    await page.goto(`${origin}/#/sandbox/campaigns`)
    await expect(row).toContainText('Draft')
  } finally {
    await host.close()
  }
})

test('a pace that is chosen while the page still reads how the sandbox is holds, and of two the last', async ({ page }) => {
  const host = await startPageHost()
  try {
    await page.goto(host.pageUrl())
    const read = Promise.withResolvers<void>()
    await page.route('**/sandbox/api/sandbox', async (route) => {
      if (route.request().method() === 'GET') await read.promise
      await route.continue()
    })
    await page.goto(`${new URL(host.pageUrl()).origin}/#/sandbox/campaigns`)
    const pace = async () => (await host.api<Status>('GET', '/sandbox')).pace
    await page.getByText('Slow', { exact: true }).click()
    await page.getByText('Faster', { exact: true }).click()
    await expect.poll(pace).toBe(3600)
    read.resolve()
    await expect(page.getByRole('radio', { name: 'Faster' })).toBeChecked()
    await page.getByText('Stand still', { exact: true }).click()
    await expect.poll(pace).toBe(0)
    await expect(page.getByRole('radio', { name: 'Stand still' })).toBeChecked()
  } finally {
    await host.close()
  }
})
