/** What a clerk should look at in a row: said by a shape, a word and a colour, never by colour alone. */

export type Mark = 'expired' | 'expiring' | 'belowSafety' | 'stale'

interface Marked {
  expired: boolean
  expires_on: string | null
  below_safety: boolean
  trust_percent: number
}

interface Look {
  shape: string
  tone: 'alarm' | 'warn' | 'faint'
}

export const MARKS: Record<Mark, Look> = {
  expired: { shape: '✕', tone: 'alarm' },
  expiring: { shape: '◷', tone: 'warn' },
  belowSafety: { shape: '▼', tone: 'warn' },
  stale: { shape: '?', tone: 'faint' },
}

/** Return the day so many days after a day, as 2026-11-21. */
export function dayAfter(today: string, days: number): string {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)
}

/** Return the marks of a row, the most urgent first. */
export function marksOf(row: Marked, today: string, warningDays: number): Mark[] {
  const marks: Mark[] = []
  if (row.expired) marks.push('expired')
  else if (row.expires_on !== null && row.expires_on <= dayAfter(today, warningDays)) marks.push('expiring')
  if (row.below_safety) marks.push('belowSafety')
  if (row.trust_percent < 100) marks.push('stale')
  return marks
}
