/** Drawing what some form asked for: an area or a line, given back in degrees when it is finished. */
import type Feature from 'ol/Feature'
import type LineString from 'ol/geom/LineString'
import type Polygon from 'ol/geom/Polygon'
import Draw from 'ol/interaction/Draw'
import type OlMap from 'ol/Map'
import { toLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import { watch } from 'vue'

import type { PolygonArea } from '@/api/models'

import { penKeys, SNAP_PX, snapping } from './pens'
import { useMapState } from './state'

function placeOf(at: number[]): [number, number] {
  return toLonLat(at).map((value) => Number(value.toFixed(6))) as [number, number]
}

const areaOf = (feature: Feature): PolygonArea =>
  ({ type: 'Polygon', coordinates: (feature.getGeometry() as Polygon).getCoordinates().map((ring) => ring.map(placeOf)) }) as PolygonArea

const lineOf = (feature: Feature) => (feature.getGeometry() as LineString).getCoordinates().map(placeOf).map(([lon, lat]) => ({ lon, lat }))

/** Put a pen on the map whenever an area or a line is asked for; returns the way to end it. */
export function attachDrawing(map: OlMap): () => void {
  const state = useMapState()
  let putAway = () => undefined as void

  function begin(kind: 'area' | 'line'): void {
    const draw = new Draw({ source: new VectorSource(), type: kind === 'area' ? 'Polygon' : 'LineString', snapTolerance: SNAP_PX })
    const { snaps, end } = snapping(map)
    const deaf = penKeys(draw)
    draw.on('drawend', ({ feature }) => setTimeout(() => state.asked?.answer(kind === 'area' ? areaOf(feature) : lineOf(feature))))
    for (const one of [draw, ...snaps]) map.addInteraction(one)
    putAway = () => {
      deaf()
      end()
      for (const one of [draw, ...snaps]) map.removeInteraction(one)
      putAway = () => undefined
    }
  }

  const stop = watch(() => state.asked, (asked) => {
    putAway()
    if (asked && asked.kind !== 'point') begin(asked.kind)
  }, { immediate: true })
  return () => {
    stop()
    putAway()
  }
}
