/** The live layers: one module per kind of thing, registered here, fed from the picture, dressed by the theme. */
import GeoJSON from 'ol/format/GeoJSON'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import type { WatchStopHandle } from 'vue'

import { boundaries, closures, hazards, routes } from './areas'
import { depots, facilities, hazardSources } from './fixed'
import { incidents } from './incidents'
import type { LayerKind, LayerWords, LiveLayer } from './layerKind'
import { heightOf, LAYERS, type LiveLayerName } from './layerList'
import type { Palette } from './palette'
import { QuickPointLayer } from './quickPoints'
import { teams } from './teams'

export type { LayerWords } from './layerKind'

const KINDS: Record<LiveLayerName, LayerKind> = { incidents, teams, depots, facilities, hazardSources, routes, closures, hazards, boundaries }

function make(name: LiveLayerName): LiveLayer {
  const { declutter, quick, make: prepare } = KINDS[name]
  const Layer = quick ? QuickPointLayer : VectorLayer
  const layer = new Layer({ source: new VectorSource({ useSpatialIndex: !quick }), zIndex: heightOf(name), declutter, updateWhileAnimating: true, properties: { name } })
  return { layer, things: prepare?.(layer) ?? layer.getSource()! }
}

/** Return the layers by name with the functions that dress and feed them. */
export function liveLayers(words: LayerWords) {
  const names = LAYERS.filter((name): name is LiveLayerName => name !== 'base')
  const layers = Object.fromEntries(names.map((name) => [name, make(name)])) as Record<LiveLayerName, LiveLayer>

  function dressAll(palette: Palette): void {
    for (const name of names) layers[name].layer.setStyle(KINDS[name].dress(palette, words))
  }

  function feed(): WatchStopHandle[] {
    return names.flatMap((name) => KINDS[name].feed(layers[name], words))
  }

  return { layers, dressAll, feed }
}

/** Read GeoJSON in degrees into features of the map. */
export function readBoundaries(collection: object) {
  return new GeoJSON().readFeatures(collection, { featureProjection: 'EPSG:3857' })
}
