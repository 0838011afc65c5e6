/** The sheet in its groups, and which line has been rated: an entry that was corrected counts no more. */
import type { Entry as Unsent } from '@/field/outbox/entries'

import type { Criterion, Entry, Rating } from './calls'

export const GROUPS = ['expected', 'objective', 'aspect', 'free'] as const
export type Group = (typeof GROUPS)[number]

/** What was noted and has not arrived at the service yet. */
export interface Waiting {
  key: string
  at: string
  criterion: string
  rating: Rating | null
  points: number | null
  note: string
}

/** What waits in the outbox of this phone, as lines of the sheet; what was refused waits for a decision there. */
export function waitingOf(entries: readonly Unsent[]): Waiting[] {
  return entries.flatMap(({ key, at, act, state }) => {
    if (act.kind !== 'evaluation' || state === 'sent' || state === 'refused') return []
    const { criterion, rating, points, note } = act.body
    return [{ key, at, criterion, rating: rating ?? null, points: points ?? null, note: note ?? '' }]
  })
}

/** The criteria of a group; of what is expected the newest inject comes first. */
export function groupOf(criteria: readonly Criterion[], group: Group): Criterion[] {
  const found = criteria.filter((one) => one.kind === group)
  return group === 'expected' ? found.reverse() : found
}

/** The entries of a criterion that stand. */
export function standing(entries: readonly Entry[], key: string): Entry[] {
  return entries.filter((one) => one.criterion === key && !one.corrected_by)
}

/** How many criteria one observer has rated, with those that still wait on the phone. */
export function ratedBy(entries: readonly Entry[], observer_id: string, waiting: readonly Waiting[] = []): number {
  const rated = entries.filter((one) => one.observer_id === observer_id && !one.corrected_by && (one.rating || one.points !== null))
  const unsent = waiting.filter((one) => one.rating || one.points !== null)
  return new Set([...rated, ...unsent].map((one) => one.criterion)).size
}
