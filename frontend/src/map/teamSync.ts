/** Keeps the points of teams where they were last heard of: a team that only moved costs two numbers. */
import Feature from 'ol/Feature'
import PointGeometry from 'ol/geom/Point'
import { fromLonLat } from 'ol/proj'
import type VectorSource from 'ol/source/Vector'

import type { Point, Position, Team } from '@/api/models'

interface Held {
  team: Team
  at: Point
  feature: Feature<PointGeometry>
}

type Properties = Record<string, unknown>

const placeOf = (at: Point): number[] => fromLonLat([at.lon, at.lat])

/**
 * Return a function that brings a source without a spatial index up to date. It tells of all that moved at once:
 * thousands of changes told one by one would cost more than drawing them.
 */
export function teamSync(source: VectorSource, draw: (team: Team) => Properties | null): (teams: ReadonlyMap<string, Team>, positions: ReadonlyMap<string, Position>) => void {
  const held = new Map<string, Held>()

  function enter(id: string, team: Team, at: Point): Feature | null {
    const properties = draw(team)
    if (!properties) return null
    const feature = new Feature<PointGeometry>({ ...properties, geometry: new PointGeometry(placeOf(at)) })
    feature.setId(id)
    held.set(id, { team, at, feature })
    return feature
  }

  function leave(id: string, { feature }: Held): void {
    source.removeFeature(feature)
    held.delete(id)
  }

  /** Say whether anything about a known team is to be drawn anew. */
  function update(id: string, known: Held, team: Team, at: Point): boolean {
    if (known.team === team && known.at === at) return false
    const properties = known.team === team ? {} : draw(team)
    if (!properties) {
      leave(id, known)
      return false
    }
    known.feature.setProperties(properties, true)
    if (known.at !== at) known.feature.getGeometry()!.setFlatCoordinates('XY', placeOf(at))
    held.set(id, { ...known, team, at })
    return true
  }

  return (teams, positions) => {
    const fresh: Feature[] = []
    let touched = false
    for (const [id, team] of teams) {
      const at = positions.get(id) ?? team.home
      const known = held.get(id)
      if (known) touched = update(id, known, team, at) || touched
      else fresh.push(...[enter(id, team, at)].filter((one) => one !== null))
    }
    for (const [id, known] of held) if (!teams.has(id)) leave(id, known)
    if (fresh.length) source.addFeatures(fresh)
    else if (touched) source.changed()
  }
}
