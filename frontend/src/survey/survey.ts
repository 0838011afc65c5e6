/** What a survey says, put so that it can be shown: areas one may choose, shares, sums over plans. */
import type { Area, Gap, PlanCover } from './calls'

/** What the codes at or below a jurisdiction begin with. */
export function prefixOf(code: string): string {
  if (code.length === 6 && code.endsWith('0000')) return code.slice(0, 2)
  if (code.length === 6 && code.endsWith('00')) return code.slice(0, 4)
  return code
}

/** The provinces, cities and counties somebody sees, the widest first. */
export function areasOf(all: readonly Area[], grants: readonly string[]): Area[] {
  const prefixes = grants.map(prefixOf)
  const seen = all.filter((one) => one.code.length === 6 && prefixes.some((prefix) => one.code.startsWith(prefix)))
  return seen.sort((a, b) => prefixOf(a.code).length - prefixOf(b.code).length || a.code.localeCompare(b.code))
}

/** Whether somebody sees more than an area, so that its neighbours can be looked at too. */
export function seesBeyond(area: string, grants: readonly string[]): boolean {
  return grants.some((code) => code !== area && prefixOf(area).startsWith(prefixOf(code)))
}

/** The part of what is asked for that own means give, help by agreement adds, and nobody has; of one. */
export function shares(gap: Gap): { own: number; aid: number; missing: number } {
  const own = Math.min(gap.own, gap.wanted) / gap.wanted
  const missing = gap.missing / gap.wanted
  return { own, aid: Math.max(0, 1 - own - missing), missing }
}

export interface PlanRow {
  code: string
  title: string
  title_en: string
  levels: PlanCover[]
}

/** The plans with their levels, one row a plan. */
export function byPlan(covers: readonly PlanCover[]): PlanRow[] {
  const rows = new Map<string, PlanRow>()
  for (const one of covers) {
    const row = rows.get(one.code) ?? { code: one.code, title: one.title, title_en: one.title_en, levels: [] }
    row.levels.push(one)
    rows.set(one.code, row)
  }
  return [...rows.values()]
}

/** Whole minutes, rounded up. */
export function minutes(seconds: number): number {
  return Math.ceil(seconds / 60)
}
