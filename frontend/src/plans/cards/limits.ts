/** Where and when a card holds as it is written: numbers and corners are read, and what cannot be read is named. */
import type { CardPlace, CardWindow } from './calls'

export type PlaceDraft = Omit<CardPlace, 'area' | 'lon' | 'lat' | 'radius_m'> & { lon: string; lat: string; radius_m: string; corners: string }

/** What cannot be read: in which place, counted from one, in which field, and of corners in which line. */
export interface Unread {
  place: number
  field: 'lon' | 'lat' | 'radius' | 'corners'
  line: number | null
}

const written = (value: number | null): string => (value === null ? '' : String(value))

/** A place as it is written. */
export function draftOfPlace({ area, lon, lat, radius_m, ...one }: CardPlace): PlaceDraft {
  return { ...one, lon: written(lon), lat: written(lat), radius_m: written(radius_m), corners: (area ?? []).map((at) => at.join(' ')).join('\n') }
}

/** Read corners, one to a line: longitude and latitude. What is no pair of numbers is returned as its line, counted from one. */
export function cornersOf(text: string): { corners: [number, number][]; unread: number | null } {
  const corners: [number, number][] = []
  for (const [n, line] of text.split('\n').entries()) {
    if (!line.trim()) continue
    const parts = line.trim().split(/[\s,，]+/)
    const pair = parts.map(Number)
    if (parts.length !== 2 || !pair.every(Number.isFinite)) return { corners, unread: n + 1 }
    corners.push(pair as [number, number])
  }
  return { corners, unread: null }
}

/** Read a place; `n` is its number among the places. A field of another kind of place is left as it is. */
export function placeOf(draft: PlaceDraft, n: number): CardPlace | Unread {
  const { corners: text, ...one } = draft
  const numbers = { lon: draft.lon.trim(), lat: draft.lat.trim(), radius_m: draft.radius_m.trim() }
  const { corners, unread } = one.kind === 'area' ? cornersOf(text) : { corners: [], unread: null }
  if (unread !== null) return { place: n, field: 'corners', line: unread }
  if (one.kind === 'area' && corners.length < 3) return { place: n, field: 'corners', line: null }
  for (const key of ['lon', 'lat', 'radius_m'] as const) if (numbers[key] && !Number.isFinite(Number(numbers[key]))) return { place: n, field: key === 'radius_m' ? 'radius' : key, line: null }
  const read = (value: string): number | null => (value ? Number(value) : null)
  return { ...one, code: one.code?.trim() || null, lon: read(numbers.lon), lat: read(numbers.lat), radius_m: read(numbers.radius_m), area: one.kind === 'area' ? corners : null }
}

/** Whether a place could not be read. */
export const isUnread = (one: CardPlace | Unread): one is Unread => 'field' in one

/** A window as it is kept: what is left empty is nothing. */
export function windowOf(one: CardWindow): CardWindow {
  const text = (value: string | null): string | null => value?.trim() || null
  return { ...one, from_time: text(one.from_time), to_time: text(one.to_time), from_day: text(one.from_day), to_day: text(one.to_day) }
}
