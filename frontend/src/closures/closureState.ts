/** What state a closure is in at an instant, and which of them a person looks for. */
import type { Closure, PolygonArea } from '@/api/models'

export const KINDS = ['accident', 'flood', 'works', 'control', 'other'] as const
export const VEHICLES = ['light', 'fire_engine', 'heavy_truck', 'hazmat_carrier', 'bus', 'boat_trailer', 'foot'] as const
export const STATES = ['planned', 'holding', 'ended', 'lifted'] as const
export type ClosureState = (typeof STATES)[number]
export const SORTS = ['newest', 'begins', 'ends'] as const
export type ClosureSort = (typeof SORTS)[number]
export type Ring = [number, number][]
/** One polygon: its outline, then its holes. */
export type Part = Ring[]

/** Say what state a closure is in; the clock turns it without anybody's doing. */
export function stateOf(closure: Pick<Closure, 'lifted_at' | 'valid_from' | 'valid_to'>, now: number): ClosureState {
  if (closure.lifted_at) return 'lifted'
  if (closure.valid_to && Date.parse(closure.valid_to) <= now) return 'ended'
  return Date.parse(closure.valid_from) > now ? 'planned' : 'holding'
}

/** Return the polygons of an area, whether it is one or several. */
export function partsOf(area: Closure['area']): Part[] {
  if (!area) return []
  return (area.type === 'Polygon' ? [area.coordinates] : area.coordinates) as Part[]
}

/** Return polygons as the area that is sent: none, one or several. */
export function areaOf(parts: Part[]): PolygonArea | { type: 'MultiPolygon'; coordinates: Part[] } | null {
  if (!parts.length) return null
  return parts.length === 1 ? ({ type: 'Polygon', coordinates: parts[0]! } as PolygonArea) : { type: 'MultiPolygon', coordinates: parts }
}

/** Return a place on a closure, for the map to be shown there. */
export function placeOf(closure: Pick<Closure, 'area' | 'roads'>): [number, number] | null {
  const corner = partsOf(closure.area)[0]?.[0]?.[0] ?? closure.roads[0]?.line[0]
  return corner ? [corner[0]!, corner[1]!] : null
}

const FAR = '9999'

function keyOf(closure: Closure, sort: ClosureSort): string {
  if (sort === 'begins') return closure.valid_from
  return closure.valid_to ?? FAR
}

/** Return those in the wanted states whose reason holds the text, in the wanted order. */
export function lookedFor(rows: Iterable<Closure>, now: number, wanted: { states: ClosureState[]; text: string; sort: ClosureSort }): Closure[] {
  const text = wanted.text.trim().toLowerCase()
  const found = [...rows].filter((row) => wanted.states.includes(stateOf(row, now)) && (!text || row.reason.toLowerCase().includes(text)))
  if (wanted.sort === 'newest') return found.sort((a, b) => b.created_at.localeCompare(a.created_at))
  return found.sort((a, b) => keyOf(a, wanted.sort).localeCompare(keyOf(b, wanted.sort)))
}
