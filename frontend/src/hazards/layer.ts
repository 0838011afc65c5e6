/** Sketches of hazard areas, depths of floods and ways round, on the map above what stands. */
import Feature, { type FeatureLike } from 'ol/Feature'
import type OlMap from 'ol/Map'
import { buffer, containsExtent, createEmpty, extend, getHeight, getWidth, isEmpty } from 'ol/extent'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import { type Ref, watch, watchEffect } from 'vue'

import type { HazardArea } from '@/api/models'
import { useLive } from '@/live/store'
import type { Palette } from '@/map/palette'
import { useMapState } from '@/map/state'
import { areaOf, boxOf, lineOf } from '@/map/sync'

import type { AreaKind } from './calls'
import { useHazards } from './store'
import { bandStyle, hazardStyle, roundStyle } from './style'

/** A sketch smaller than this part of the map is not really seen. */
const LEAST_SEEN = 0.12

interface Band {
  from_m: number
  area: HazardArea['area']
}

/** Put sketches, depths and ways round on a map; the function returned takes them off again. */
export function attachHazards(map: OlMap, palette: Ref<Palette>, name: (kind: AreaKind) => string): () => void {
  const hazards = useHazards()
  const live = useLive()
  const layer = new VectorLayer({ source: new VectorSource(), zIndex: 2.5, properties: { name: 'hazardSketches' } })

  function draw(): void {
    const source = layer.getSource()!
    source.clear()
    for (const row of live.hazard_area.values()) if (row.kind === 'flood' && !row.withdrawn_at) source.addFeatures(depths(row.basis))
    for (const one of hazards.sketches) {
      source.addFeature(new Feature({ geometry: areaOf(one.area), kind: one.kind, name: name(one.kind), sketch: true, part: 'area' }))
      source.addFeatures(depths(one.basis))
    }
    if (hazards.round) source.addFeature(new Feature({ geometry: lineOf(hazards.round), part: 'round' }))
  }

  /** A sketch that is not all in sight, or too small to be seen, is offered to be shown; the map stays. */
  function look(): void {
    const extent = createEmpty()
    for (const one of hazards.sketches) extend(extent, areaOf(one.area).getExtent())
    if (hazards.round) extend(extent, lineOf(hazards.round).getExtent())
    const state = useMapState()
    if (isEmpty(extent) || !map.getSize()?.[0]) return void (state.offer?.what === 'hazard' && (state.offer = null))
    const seen = map.getView().calculateExtent()
    const inSight = containsExtent(seen, extent) && getWidth(extent) + getHeight(extent) > LEAST_SEEN * (getWidth(seen) + getHeight(seen))
    state.offer = inSight ? null : { what: 'hazard', box: boxOf(buffer(extent, 200)) }
  }

  map.addLayer(layer)
  const ends = [
    watchEffect(draw),
    watch(() => [hazards.sketches, hazards.round], look),
    watch(palette, (next) => layer.setStyle(dress(next)), { immediate: true }),
  ]
  return () => {
    for (const end of ends) end()
    map.removeLayer(layer)
  }
}

function depths(basis: Record<string, unknown>): Feature[] {
  const bands = (basis.bands as Band[] | undefined) ?? []
  return bands.filter((band) => band.from_m > 0).map((band) => new Feature({ geometry: areaOf(band.area), part: 'band' }))
}

function dress(palette: Palette) {
  const area = hazardStyle(palette)
  return (feature: FeatureLike, resolution: number) => {
    if (feature.get('part') === 'area') return area(feature, resolution)
    return feature.get('part') === 'band' ? bandStyle(palette) : roundStyle(palette)
  }
}
