/** Where the teams were, instant by instant: of each team the place at which it was last seen. */
import type { Position } from '@/api/models'

import { countUpTo } from './course'

/** Where a team was, with ascending instants. */
export interface Ways {
  team_id: string
  at_ms: number[]
  lon: number[]
  lat: number[]
  source: string
}

/** Return where a team was last seen at the nth of its instants; how exact that was is not kept. */
function positionOf(way: Ways, n: number): Position {
  return { team_id: way.team_id, lon: way.lon[n]!, lat: way.lat[n]!, at: new Date(way.at_ms[n]!).toISOString(), source: way.source as Position['source'], accuracy_m: null }
}

/** The places of all teams, moved from instant to instant: only teams that were seen elsewhere are touched. */
export class Places {
  private readonly shown: number[]
  private isFirst = true

  constructor(private readonly ways: readonly Ways[]) {
    this.shown = ways.map(() => -1)
  }

  /** Bring held places to where the teams were last seen at an instant. */
  bring(held: Map<string, Position>, atMs: number): void {
    if (this.isFirst) held.clear()
    this.isFirst = false
    this.ways.forEach((way, index) => {
      const n = countUpTo(way.at_ms, atMs) - 1
      if (n === this.shown[index]) return
      this.shown[index] = n
      if (n < 0) held.delete(way.team_id)
      else held.set(way.team_id, positionOf(way, n))
    })
  }
}
