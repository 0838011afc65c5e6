/** Sums of how fresh rows are: over everything, and county by county. */
import type { Freshness } from '@/api/models'

function mean(rows: readonly Freshness[]): number | null {
  const count = rows.reduce((sum, row) => sum + row.rows, 0)
  return count ? Math.round(rows.reduce((sum, row) => sum + row.trust_percent * row.rows, 0) / count) : null
}

/** How far lots and teams together are trusted, every row counted once; null where there are none. */
export function overall(rows: readonly Freshness[]): number | null {
  return mean(rows.filter((row) => row.noun === 'lot' || row.noun === 'team'))
}

/** The county whose lots and teams are trusted least; null where there is but one county. */
export function leastTrusted(rows: readonly Freshness[]): { code: string; name: string; percent: number } | null {
  const counties = new Map(rows.map((row) => [row.jurisdiction_code, row.jurisdiction_name]))
  if (counties.size < 2) return null
  let least: { code: string; name: string; percent: number } | null = null
  for (const [code, name] of counties) {
    const percent = overall(rows.filter((row) => row.jurisdiction_code === code))
    if (percent !== null && (!least || percent < least.percent)) least = { code, name, percent }
  }
  return least
}
