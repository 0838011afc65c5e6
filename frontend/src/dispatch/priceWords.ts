/** What taking the next best would cost, in what people count by: minutes, needs, cover; never a bare number. */
import type { NextBest } from '@/api/models'

export type PriceWord =
  | { code: 'nobody' | 'nothingLost' | 'sameTime' | 'unknownTime' }
  | { code: 'later' | 'sooner'; seconds: number }
  | { code: 'unmet'; needId: string; amount: number }
  | { code: 'term'; term: string }

/** Below a minute two arrivals are alike. */
const ALIKE_S = 60
/** What minutes and unmet needs do not tell already. */
const OTHER_TERMS = ['cover_lost', 'disturbance', 'distance_cost']

/** Return the price of the next best as words, the gravest first. */
export function priceWords(next: NextBest): PriceWord[] {
  const unmet = Object.entries(next.unmet).map(([needId, amount]) => ({ code: 'unmet' as const, needId, amount }))
  if (next.team_id === null) return [{ code: 'nobody' }, ...(unmet.length ? unmet : [{ code: 'nothingLost' as const }])]
  return [...unmet, arrivalWord(next.later_s), ...termWords(next)]
}

function arrivalWord(later_s: number | null): PriceWord {
  if (later_s === null) return { code: 'unknownTime' }
  if (Math.abs(later_s) < ALIKE_S) return { code: 'sameTime' }
  return { code: later_s > 0 ? 'later' : 'sooner', seconds: Math.abs(later_s) }
}

/** Where the other team would not come later, say what makes it the worse choice. */
function termWords(next: NextBest): PriceWord[] {
  if (Object.keys(next.unmet).length || (next.later_s ?? 0) >= ALIKE_S) return []
  const worse = OTHER_TERMS.filter((term) => (next.terms[term] ?? 0) > 0).sort((a, b) => next.terms[b]! - next.terms[a]!)
  return worse.slice(0, 1).map((term) => ({ code: 'term', term }))
}
