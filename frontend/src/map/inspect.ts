/** A read-only look at what the map holds, for tests: what is drawn, and where a place is seen. */
import type OlMap from 'ol/Map'
import type VectorLayer from 'ol/layer/Vector'
import { fromLonLat } from 'ol/proj'
import type VectorSource from 'ol/source/Vector'

import type { liveLayers } from './layers'
import type { LayerName } from './state'

type Layers = ReturnType<typeof liveLayers>['layers']

interface Inspection {
  /** The properties of what a layer draws, without geometry. */
  drawn(layer: Exclude<LayerName, 'base'> | 'ways'): Record<string, unknown>[]
  /** Where on the page a WGS-84 position is seen, in pixels. */
  pixelOf(lon: number, lat: number): [number, number]
}

declare global {
  interface Window {
    __muster?: Inspection
  }
}

/** Let tests look at this map until it goes; returns the way to end it. */
export function inspectable(map: OlMap, layers: Layers, ways: VectorLayer<VectorSource>): () => void {
  window.__muster = {
    drawn: (layer) =>
      (layer === 'ways' ? ways : layers[layer].layer).getSource()!.getFeatures().map((feature) => ({ ...feature.getProperties(), geometry: undefined })),
    pixelOf(lon, lat) {
      const [x, y] = map.getPixelFromCoordinate(fromLonLat([lon, lat])) as [number, number]
      const { left, top } = map.getTargetElement()!.getBoundingClientRect()
      return [left + x, top + y]
    },
  }
  return () => delete window.__muster
}
