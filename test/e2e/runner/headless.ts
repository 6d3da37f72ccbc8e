import { createORPCClient } from '@orpc/client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { Client } from '../../../src/renderer/api/types.ts'
import { deskContract } from '../../../src/shared/contract/index.ts'
import { type PageHost, startPageHost } from '../page-host.ts'
import type { Host } from '../runner.ts'

/** The built headless host, and a tab of a browser that signs in by its address. */
export async function headlessHost(browser: Browser): Promise<Host> {
  const host = await startPageHost({ signIn: true })
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  let page = await tab(context, host)
  return {
    name: 'headless',
    smtp: host.smtp,
    dovecot: host.dovecot,
    client: httpClient(host),
    page: () => page,
    async open() {
      if (page.isClosed()) page = await tab(context, host)
      return page
    },
    close: () => page.close(),
    async reopen() {
      await host.stop()
      await host.start()
      if (!page.isClosed()) await page.close()
      page = await tab(context, host)
      return page
    },
    notices: () => null,
    async end() {
      await context.close()
      await host.close()
    },
  }
}

async function tab(context: BrowserContext, host: PageHost): Promise<Page> {
  const page = await context.newPage()
  await page.goto(host.pageUrl())
  return page
}

/** What the HTTP API offers, with its types. */
function httpClient(host: PageHost): Client {
  const { origin, searchParams } = new URL(host.pageUrl())
  const authorization = `Bearer ${searchParams.get('token')}`
  return createORPCClient<Client>(new OpenAPILink(deskContract, { url: `${origin}/api`, headers: { authorization } }))
}
