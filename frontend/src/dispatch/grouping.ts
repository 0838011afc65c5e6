/** The lines of a proposal as people ask for them: by incident and need, or by team. */
import type { AnsweredNeed, Delivery, Pick as Sent, Shortfall } from '@/api/models'

import { deliveryLoads } from './proposalState'

export type Load = ReturnType<typeof deliveryLoads>[number]

/** A pick under a need: in full under the first need it fills, as a mention under the others. */
export interface PickLine {
  pick: Sent
  units: number
  mention: boolean
}

export interface NeedGroup {
  id: string
  need: AnsweredNeed
  picks: PickLine[]
  loads: Load[]
  shortfall: Shortfall | null
}

export interface IncidentGroup {
  id: string
  title: string
  needs: NeedGroup[]
  /** Teams that stay without filling anything that is still asked for. */
  rest: Sent[]
}

export interface Lines {
  needs: AnsweredNeed[]
  picks: Sent[]
  deliveries: Delivery[]
  shortfalls: Shortfall[]
}

const soonest = (a: { eta_s: number }, b: { eta_s: number }) => a.eta_s - b.eta_s

/** Group the lines by incident and need, in the order of the needs as they came. */
export function byNeed(lines: Lines): IncidentGroup[] {
  const groups = new Map<string, IncidentGroup>()
  const told = new Set<string>()
  const groupOf = (id: string, title: string): IncidentGroup => {
    if (!groups.has(id)) groups.set(id, { id, title, needs: [], rest: [] })
    return groups.get(id)!
  }
  for (const need of lines.needs) {
    const picks = lines.picks.filter((pick) => pick.incident_id === need.incident_id && pick.fills[need.need_id]).sort(soonest)
    groupOf(need.incident_id, need.incident_title).needs.push({
      id: need.need_id,
      need,
      picks: picks.map((pick) => ({ pick, units: pick.fills[need.need_id]!, mention: told.has(lineKey(pick)) })),
      loads: deliveryLoads(lines.deliveries.filter((row) => row.need_id === need.need_id)),
      shortfall: lines.shortfalls.find((row) => row.need_id === need.need_id) ?? null,
    })
    for (const pick of picks) told.add(lineKey(pick))
  }
  for (const pick of [...lines.picks].sort(soonest)) if (!told.has(lineKey(pick))) groupOf(pick.incident_id, '').rest.push(pick)
  return [...groups.values()]
}

/** Say which line of a proposal a pick is: a team goes to one place at a time. */
export function lineKey(line: { team_id: string }): string {
  return `team/${line.team_id}`
}

/** Say which line of a proposal a trip is: one order for one lorry. */
export function tripKey(row: Pick<Delivery, 'truck_id' | 'trip'>): string {
  return `trip/${row.truck_id ?? ''}/${row.trip}`
}

/** Return what accepting the named lines says to the service; null when nothing is named. */
export function acceptedLines(keys: Iterable<string>): { team_ids: string[]; trips: { truck_id: string; trip: number }[] } | null {
  const team_ids: string[] = []
  const trips: { truck_id: string; trip: number }[] = []
  for (const key of keys) {
    const [kind, id, trip] = key.split('/')
    if (kind === 'team') team_ids.push(id!)
    else if (id) trips.push({ truck_id: id, trip: Number(trip) })
  }
  return team_ids.length + trips.length ? { team_ids, trips } : null
}
