/** Where on the map a line of the log belongs: the team, the depot, else the incident. */
import type { Point } from '@/api/models'
import type { Told } from '@/app/sentences'
import type { useLive } from '@/live/store'

type Live = Pick<ReturnType<typeof useLive>, 'positions' | 'team' | 'depot' | 'incident'>

/** Return where a team is, as far as is known: its last position, else its base. */
export function placeOfTeam(live: Pick<Live, 'positions' | 'team'>, id: string): Point | null {
  const position = live.positions.get(id)
  if (position) return { lon: position.lon, lat: position.lat }
  return live.team.get(id)?.home ?? null
}

/** Return the place of what a line tells of; null where it has none. */
export function placeOf(live: Live, line: Told): Point | null {
  const noun = line.kind.split('.')[0]!
  const record = (line[noun] ?? {}) as Record<string, unknown>
  const teamId = noun === 'team' ? record.id : record.team_id
  const own = typeof teamId === 'string' ? placeOfTeam(live, teamId) : null
  const depotId = noun === 'depot' ? record.id : record.depot_id
  const depot = typeof depotId === 'string' ? (live.depot.get(depotId)?.position ?? null) : null
  const incident = line.incident_id ? (live.incident.get(line.incident_id)?.position ?? null) : null
  return own ?? depot ?? incident
}
