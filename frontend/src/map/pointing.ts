/** What lies under the pointer: the one answer for clicks, menus and whoever else asks. */
import type Feature from 'ol/Feature'
import type { FeatureLike } from 'ol/Feature'
import type OlMap from 'ol/Map'
import { toLonLat } from 'ol/proj'

import type { Point } from '@/api/models'
import { usePanel } from '@/app/panel'
import { useWays } from '@/ways/store'

import { membersOf } from './clusters'
import { type Found, type Gathered, type LayerName, useMapState } from './state'

const NAMED = new Set<string>(['incidents', 'teams', 'depots', 'facilities', 'hazardSources', 'closures', 'hazards', 'ways'])
const NEAR_PX = 5

function memberOf(feature: Feature) {
  const text = (key: string): string | null => (feature.get(key) === undefined ? null : String(feature.get(key)))
  return { id: text('id') ?? '', name: text('name') ?? text('title') ?? '', kind: text('kind'), look: text('look'), trade: text('trade') }
}

/** Return what a feature of a layer stands for, wherever it was found. */
export function foundOf(point: Point, layer: LayerName | null, feature: Feature | null): Found & { feature: FeatureLike | null } {
  const members = feature ? membersOf(feature).map(memberOf) : []
  const [only] = members.length === 1 ? members : []
  return { point, layer, id: only?.id || null, name: only?.name || null, members, feature }
}

/** Return a function that says what a map shows at a pixel of its element. */
export function inspector(map: OlMap): (pixel: number[]) => Found & { feature: FeatureLike | null } {
  return (pixel) => {
    const [lon, lat] = toLonLat(map.getCoordinateFromPixel(pixel)).map((value) => Number(value.toFixed(6))) as [number, number]
    const hit = map.forEachFeatureAtPixel(pixel, (feature, layer) => ({ feature, layer: layer?.get('name') as LayerName }), {
      layerFilter: (layer) => NAMED.has(layer.get('name') as string), hitTolerance: NEAR_PX,
    })
    return foundOf({ lon, lat }, hit?.layer ?? null, (hit?.feature as Feature | undefined) ?? null)
  }
}

/** Open what was found: details of one, a list of several. */
export function openFound(found: Found & { feature?: FeatureLike | null }, [x, y]: number[]): void {
  const state = useMapState()
  const panel = usePanel()
  state.gathered = null
  if (!found.layer) return
  const listed: Gathered = { ...found, x: x!, y: y! }
  if (found.members.length > 1) state.gathered = listed
  else if (found.layer === 'incidents' && found.id) panel.select(found.id)
  else if (found.layer === 'teams' && found.id) panel.showTeam(found.id)
  else if (found.layer === 'closures') panel.show('closures')
  else if (found.layer === 'ways' && found.feature?.get('index') !== undefined) useWays().chosen = found.feature.get('index') as number
  else if (['depots', 'facilities', 'hazardSources'].includes(found.layer)) state.gathered = listed
}
