/** What a point is called in words, from what the service knows about it. */
import type { PlaceNear } from '@/api/models'

type T = (key: string, facts?: Record<string, unknown>) => string

const ON_THE_ROAD_M = 15
const AT_THE_PLACE_M = 60
const ROAD_SAYS_MORE_M = 400

/** A distance as people say it. */
export function distanceText(metres: number, t: T): string {
  return metres < 1000 ? t('place.metres', { n: metres }) : t('place.kilometres', { n: (metres / 1000).toFixed(metres < 10_000 ? 1 : 0) })
}

/** The road part: on it, or how far on which side of it, with the milestone where it is known. */
function roadText(near: PlaceNear, t: T): string {
  const road = near.road
  if (!road || road.distance_m > ROAD_SAYS_MORE_M) return ''
  const numbered = road.number && road.number !== road.name ? `${road.number} ${road.name}` : road.name
  const name = road.chainage ? `${numbered} ${road.chainage}` : numbered
  if (road.distance_m <= ON_THE_ROAD_M) return t('place.where.onRoad', { road: name })
  return t('place.where.byRoad', { road: name, d: distanceText(road.distance_m, t), way: t(`place.compass.${road.towards}`) })
}

function placeText(near: PlaceNear, t: T): string {
  if (!near.nearest || near.distance_m === null) return ''
  const place = near.nearest.name
  if (near.distance_m <= AT_THE_PLACE_M) return t('place.where.atPlace', { place })
  return t('place.where.byPlace', { place, d: distanceText(near.distance_m, t), way: t(`place.compass.${near.towards}`) })
}

/** District and township, then the road if one is near, else the nearest place. */
export function whereText(near: PlaceNear, t: T): string {
  const area = t('place.where.area', { district: near.jurisdiction_name ?? '', township: near.township_name ?? '' }).trim()
  const parts = [area || t('place.where.outside'), roadText(near, t) || placeText(near, t)]
  return parts.filter(Boolean).join(t('place.where.join'))
}
