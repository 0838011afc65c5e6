/** What people call injects and incidents: keys of a scenario file are for the file alone. */
import type { Inject } from './calls'

export interface Names {
  /** Injects by their key. */
  injects: ReadonlyMap<string, Inject>
  /** Titles of incidents by their key. */
  incidents: ReadonlyMap<string, string>
}

/** The how-manieth of the script an inject is, counted from one. */
export const nthOf = (row: Pick<Inject, 'position'>): number => row.position + 1

/** Return how the injects of a board and the incidents that they report are called. */
export function namesOf(injects: readonly Inject[]): Names {
  const reports = injects.filter((one) => one.doing.do === 'report' && one.doing.incident)
  return {
    injects: new Map(injects.map((one) => [one.ref, one])),
    incidents: new Map(reports.map((one) => [one.doing.incident!, one.doing.title ?? ''])),
  }
}

/** A key for a further incident: the first letter that none has yet. */
export function freeKey(taken: ReadonlyMap<string, unknown>): string {
  for (let n = 0; ; n++) {
    const key = String.fromCharCode(65 + (n % 26)) + (n < 26 ? '' : String(Math.floor(n / 26)))
    if (!taken.has(key)) return key
  }
}
