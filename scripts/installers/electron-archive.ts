const usualMirror = 'https://github.com/electron/electron/releases/download/'

/** Where Electron's own binary for a platform is downloaded from; ELECTRON_MIRROR names another place with the same names. */
export function electronArchive(version: string, platform: NodeJS.Platform, arch: string, env: NodeJS.ProcessEnv): string {
  const mirror = env.ELECTRON_MIRROR || usualMirror
  return `${mirror.replace(/\/?$/, '/')}v${version}/electron-v${version}-${platform}-${arch}.zip`
}

/** Why the archive cannot be had, in words; null where it can. Asks for nothing but its header. */
export async function whyNotReachable(url: string, timeoutMs = 15_000): Promise<string | null> {
  try {
    const answer = await fetch(url, { method: 'HEAD', redirect: 'follow', signal: AbortSignal.timeout(timeoutMs) })
    return answer.ok ? null : `the server answers ${answer.status}`
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.message : String(cause))
  }
}
