import type { HostInfo } from '../../shared/schemas/host.ts'

/** The platform as the contract names it. */
export function platformName(platform: NodeJS.Platform = process.platform): HostInfo['platform'] {
  if (platform === 'darwin') return 'mac'
  return platform === 'win32' ? 'windows' : 'linux'
}
