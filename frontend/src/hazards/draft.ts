/** What has been entered of a hazard area, and the request it makes; what is left empty follows the incident. */
import type { Point, PolygonArea } from '@/api/models'

import type { How, LimitIn } from './calls'

export const METHODS = ['guide', 'plume', 'flood', 'buffer', 'drawn'] as const
export type Method = (typeof METHODS)[number]
export const SHAPES = ['point', 'line', 'polygon'] as const
export const SKIES_DAY = ['strong', 'moderate', 'slight', 'overcast'] as const
export const SKIES_NIGHT = ['cloudy_night', 'clear_night'] as const

export interface Draft {
  method: Method
  position: Point | null
  substances: string[]
  spill: 'small' | 'large' | 'fire' | null
  container: string | null
  medium: 'land' | 'water' | null
  edition: string | null
  windFrom: number | null
  windSpeed: number | null
  release: 'rate' | 'mass'
  rate: number | null
  mass: number | null
  minutes: number | null
  height: number
  sky: string | null
  builtUp: boolean
  limits: LimitIn[]
  level: number | null
  sources: Point[]
  within: number
  shape: (typeof SHAPES)[number]
  points: Point[]
  distance: number
  area: PolygonArea | null
  note: string
}

/** An empty draft of a method; what the incident knows is not copied but left to follow. */
export function emptyDraft(method: Method): Draft {
  return {
    method, position: null, substances: [], spill: null, container: null, medium: null, edition: null, windFrom: null, windSpeed: null,
    release: 'rate', rate: 0.5, mass: null, minutes: null, height: 0, sky: null, builtUp: true, limits: [], level: null, sources: [], within: 10,
    shape: 'point', points: [], distance: 500, area: null, note: '',
  }
}

/** The method that lies nearest for an incident: the guide where something leaks, else a distance. */
export function firstMethod(incident: { substance_un: string | null; kind: string }): Method {
  if (incident.substance_un) return 'guide'
  return /flood|waterlog|dam|dyke/.test(incident.kind) ? 'flood' : 'buffer'
}

/** What is still missing, as the key of its words; null when the area can be asked for. */
export function missing(draft: Draft, substance: string | null): string | null {
  switch (draft.method) {
    case 'guide':
      return draft.substances.length || substance ? null : 'substance'
    case 'plume':
      if ((draft.release === 'rate' ? draft.rate : draft.mass) === null) return 'amount'
      return draft.limits.length && draft.limits.every((one) => one.name.trim() && one.mg_m3 > 0 && one.source.trim()) ? null : 'limits'
    case 'flood':
      return draft.level === null ? 'level' : null
    case 'buffer':
      return draft.shape !== 'point' && !draft.points.length ? 'points' : null
    case 'drawn':
      if (!draft.area) return 'area'
      return draft.note.trim() ? null : 'note'
  }
}

/** The request that a draft makes. */
export function howOf(draft: Draft): How {
  const note = draft.note.trim()
  const wind = { wind_from_deg: draft.windFrom, wind_speed_ms: draft.windSpeed }
  switch (draft.method) {
    case 'guide':
      return {
        method: 'guide', position: draft.position, substances: draft.substances, spill: draft.spill, medium: draft.medium, edition: draft.edition,
        container: draft.container as never, ...wind, note,
      }
    case 'plume':
      return {
        method: 'plume', position: draft.position, substance_un: draft.substances[0] ?? null, ...wind,
        rate_kg_s: draft.release === 'rate' ? draft.rate : null, mass_kg: draft.release === 'mass' ? draft.mass : null,
        duration_s: draft.release === 'rate' && draft.minutes ? draft.minutes * 60 : null, height_m: draft.height,
        sky: draft.sky as never, built_up: draft.builtUp, limits: draft.limits, note,
      }
    case 'flood':
      return { method: 'flood', level_m: draft.level!, sources: draft.sources, within_m: draft.within * 1000, note }
    case 'buffer':
      return { method: 'buffer', shape: draft.shape, points: draft.points, distance_m: draft.distance, note }
    case 'drawn':
      return { method: 'drawn', area: draft.area as never, note }
  }
}

/** The draft that an area was drawn from, to be changed and drawn again; null for one that follows the incident. */
export function draftOf(entered: unknown): Draft | null {
  const how = entered as (How & Record<string, never>) | undefined
  if (!how) return null
  const draft = emptyDraft(how.method)
  const given = how as unknown as Record<string, unknown>
  const take = <K extends keyof Draft>(to: K, from: string, by: (value: never) => unknown = (value) => value): void => {
    if (given[from] !== undefined && given[from] !== null) draft[to] = by(given[from] as never) as Draft[K]
  }
  take('position', 'position')
  take('substances', 'substances')
  take('substances', 'substance_un', (un) => [un])
  take('spill', 'spill')
  take('container', 'container')
  take('medium', 'medium')
  take('edition', 'edition')
  take('windFrom', 'wind_from_deg')
  take('windSpeed', 'wind_speed_ms')
  take('release', 'mass_kg', () => 'mass')
  take('rate', 'rate_kg_s')
  take('mass', 'mass_kg')
  take('minutes', 'duration_s', (seconds: number) => Math.round(seconds / 60))
  take('height', 'height_m')
  take('sky', 'sky')
  take('builtUp', 'built_up')
  take('limits', 'limits')
  take('level', 'level_m')
  take('sources', 'sources')
  take('within', 'within_m', (metres: number) => metres / 1000)
  take('shape', 'shape')
  take('points', 'points')
  take('distance', 'distance_m')
  take('area', 'area')
  take('note', 'note')
  return draft
}
