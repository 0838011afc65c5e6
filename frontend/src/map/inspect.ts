/** A read-only look at what the map holds, for tests: what is drawn, and where a place is seen. */
import type OlMap from 'ol/Map'
import type VectorLayer from 'ol/layer/Vector'
import { fromLonLat, toLonLat } from 'ol/proj'
import type VectorSource from 'ol/source/Vector'

import type { liveLayers } from './layers'
import type { LiveLayerName } from './layerList'
import { drawnWhole } from './whole'

type Layers = ReturnType<typeof liveLayers>['layers']

interface Inspection {
  /** The properties of what a layer draws, without geometry. */
  drawn(layer: LiveLayerName | 'ways'): Record<string, unknown>[]
  /** The middle of the map in degrees, and its zoom: whether something moved it. */
  view(): { lon: number; lat: number; zoom: number }
  /** What was measured, as it is written on the map. */
  measured(): string[]
  /** Where on the page a WGS-84 position is seen, in pixels. */
  pixelOf(lon: number, lat: number): [number, number]
  /** When the map was first drawn whole, base map and all, in milliseconds since the page began; null until then. */
  settledAt: number | null
}

declare global {
  interface Window {
    __muster?: Inspection
  }
}

/** Let tests look at this map until it goes; returns the way to end it. */
export function inspectable(map: OlMap, layers: Layers, ways: VectorLayer<VectorSource>, measured: () => string[]): () => void {
  const mine: Inspection = {
    settledAt: null,
    drawn: (layer) =>
      (layer === 'ways' ? ways.getSource()! : layers[layer].things).getFeatures().map((feature) => ({ ...feature.getProperties(), geometry: undefined })),
    view() {
      const [lon, lat] = toLonLat(map.getView().getCenter()!) as [number, number]
      return { lon, lat, zoom: map.getView().getZoom()! }
    },
    measured,
    pixelOf(lon, lat) {
      const [x, y] = map.getPixelFromCoordinate(fromLonLat([lon, lat])) as [number, number]
      const { left, top } = map.getTargetElement()!.getBoundingClientRect()
      return [left + x, top + y]
    },
  }
  window.__muster = mine
  void drawnWhole(map).then(() => (mine.settledAt = performance.now()))
  return () => delete window.__muster
}
