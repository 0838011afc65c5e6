/** When a map was first drawn whole, base map and all. */
import type OlMap from 'ol/Map'

/** Return the moment at which everything the map shows at first is drawn. */
export function drawnWhole(map: OlMap): Promise<void> {
  return new Promise((resolve) => {
    const drawn = () => {
      if (map.getAllLayers().some((layer) => layer.getSourceState() === 'loading')) return
      map.un('rendercomplete', drawn)
      resolve()
    }
    map.on('rendercomplete', drawn)
  })
}
