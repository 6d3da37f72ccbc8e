const output = /\{\{-?\s*([A-Za-z_][\w-]*)\s*(\|[^}]*?)?-?\}\}/g

/**
 * Writes the names of missing variables where their values would stand, as `⟦name⟧`. Only whole outputs without a
 * fallback are touched: conditions still see the variable as empty.
 * @param source a Liquid template
 * @param missing variables that are empty and have no fallback where they are written
 */
export function markMissing(source: string, missing: readonly string[]): string {
  return source.replace(output, (whole: string, name: string, filters: string | undefined) =>
    missing.includes(name) && !/\|\s*default\b/.test(filters ?? '') ? `⟦${name}⟧` : whole,
  )
}
