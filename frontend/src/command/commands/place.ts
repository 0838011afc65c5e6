/** Where something that was named is: an incident, a place, a team where it was seen last. */
import { useLive } from '@/live/store'

import type { Given } from '../types'

export function placeOf(given: Given): { lon: number; lat: number } | null {
  const found = given.anything
  if (!found) return null
  if (found.what === 'incident') return found.one.position
  if (found.what === 'place') return { lon: found.one.lon, lat: found.one.lat }
  const seen = useLive().positions.get(found.one.id)
  return seen ? { lon: seen.lon, lat: seen.lat } : found.one.home
}
