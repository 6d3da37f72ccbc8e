import type { Client } from './types.ts'

/**
 * Opens an https address outside the application: by the desktop in the system browser, by a page of the headless host
 * in another tab. The page itself stays where it is. Call it from a click: browsers open no tab otherwise.
 * @throws whatever the host says where it cannot
 */
export async function openLink(client: Pick<Client, 'host'>, url: string): Promise<void> {
  if (!isHttps(url)) throw new Error('Only https addresses are opened.')
  if (window.campaignDesk?.host === 'desktop') await client.host.openLink({ url })
  else window.open(url, '_blank', 'noopener,noreferrer')
}

/** Addresses come from providers too: nothing but https is followed. */
function isHttps(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:'
}
