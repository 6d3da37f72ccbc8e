import type { Platform } from '../../../../shared/schemas/discovery.ts'

const pages: Record<Platform, string> = {
  instagram: 'https://www.instagram.com/',
  tiktok: 'https://www.tiktok.com/@',
  youtube: 'https://www.youtube.com/@',
  twitch: 'https://www.twitch.tv/',
  twitter: 'https://x.com/',
}

/**
 * Where a creator's page is: no provider says, so it is made of the platform and the name there.
 * @param handle without `@`
 */
export function profileUrl(platform: Platform, handle: string): string {
  return `${pages[platform]}${encodeURIComponent(handle)}`
}
