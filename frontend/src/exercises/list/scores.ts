/** Scores beside each other: which are there, which are older than their log, and how they are computed one after the other. */
import { shallowRef } from 'vue'

import type { Score } from '@/exercises/score/calls'

import type { Exercise, Progress } from './calls'

/** The scores that were computed since the page was opened, by exercise: a service computes one each time it is asked. */
export const keptScores = shallowRef<ReadonlyMap<string, Score>>(new Map())

/** `none`: there is no log to be scored yet; `missing`: nobody asked yet; `old`: something happened since. */
export type Standing = 'none' | 'missing' | 'old' | 'fresh'
const SCORED: ReadonlySet<string> = new Set(['running', 'paused', 'ended'])

export function standingOf(row: Exercise, score: Score | undefined, told: Progress | undefined): Standing {
  if (!SCORED.has(row.state)) return 'none'
  if (!score) return 'missing'
  const hasEnded = score.subject.is_over !== (row.state === 'ended')
  return hasEnded || (told && score.subject.until_seq < told.last_seq) ? 'old' : 'fresh'
}

/** Forget the score of one exercise, or all of them, where what it is marked by was changed. */
export function forgetScores(id?: string): void {
  keptScores.value = new Map([...keptScores.value].filter(([known]) => id !== undefined && known !== id))
}

interface Watching<Row, Found> {
  goesOn: () => boolean
  came: (row: Row, found: Found) => unknown
  failed: (row: Row, error: unknown) => unknown
  at: (done: number, all: number) => unknown
}

/** Ask for one after the other and say how far it is; one that fails stops none of the others. */
export async function oneByOne<Row, Found>(rows: readonly Row[], ask: (row: Row) => Promise<Found>, watching: Watching<Row, Found>): Promise<void> {
  for (const [done, row] of rows.entries()) {
    if (!watching.goesOn()) return
    watching.at(done, rows.length)
    try {
      watching.came(row, await ask(row))
    } catch (error) {
      watching.failed(row, error)
    }
  }
}
