/** The version that the engine has, where it refused a change because that is a newer one; else null. */
export function newerVersionIn(error: unknown): number | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'CONFLICT' || !('data' in error)) return null
  const { data } = error as { data?: { details?: { version?: unknown } } | null }
  const version = data?.details?.version
  return typeof version === 'number' ? version : null
}
