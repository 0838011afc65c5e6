/** Pens for the map: they snap to roads and edges, and obey Enter, Backspace and Escape while in hand. */
import Feature from 'ol/Feature'
import type { FeatureLike } from 'ol/Feature'
import type LineString from 'ol/geom/LineString'
import Draw from 'ol/interaction/Draw'
import type Interaction from 'ol/interaction/Interaction'
import Snap from 'ol/interaction/Snap'
import type VectorLayer from 'ol/layer/Vector'
import VectorTileLayer from 'ol/layer/VectorTile'
import type OlMap from 'ol/Map'
import { toGeometry } from 'ol/render/Feature'
import type RenderFeature from 'ol/render/Feature'
import VectorSource from 'ol/source/Vector'

export const SNAP_PX = 10
/** Above this, in metres to a pixel, streets lie closer than a pen can tell. */
const ROADS_BELOW = 24
const MOST_ROADS = 3000
const EDGED = ['closures', 'hazards', 'sketch', 'hazardSketches', 'boundaries']

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return !!element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable)
}

/** Copy the roads in sight out of the base map, so that a pen can snap to them. */
export function roadsInSight(map: OlMap): Feature[] {
  const view = map.getView()
  if ((view.getResolution() ?? Infinity) > ROADS_BELOW) return []
  const base = map.getAllLayers().find((layer) => layer instanceof VectorTileLayer && layer.getVisible()) as VectorTileLayer | undefined
  const found = base?.getFeaturesInExtent(view.calculateExtent()) ?? []
  const roads = (found as unknown as FeatureLike[]).filter((one) => one.get('layer') === 'roads').slice(0, MOST_ROADS)
  return roads.map((one) => new Feature(toGeometry(one as RenderFeature) as LineString))
}

export interface Snapping {
  snaps: Interaction[]
  end: () => void
}

/** Let a pen be drawn to edges and corners of areas, and to roads as far as the base map shows them. */
export function snapping(map: OlMap): Snapping {
  const layers = map.getAllLayers().filter((one) => EDGED.includes(one.get('name') as string) && one.getVisible()) as VectorLayer<VectorSource>[]
  const roads = new VectorSource({ features: roadsInSight(map) })
  const renew = () => {
    roads.clear()
    roads.addFeatures(roadsInSight(map))
  }
  map.on('rendercomplete', renew)
  const sources = [roads, ...layers.map((one) => one.getSource()!)]
  return { snaps: sources.map((source) => new Snap({ source, pixelTolerance: SNAP_PX })), end: () => map.un('rendercomplete', renew) }
}

/** Let the keyboard end a drawing (Enter) or take its last point back (Backspace, Ctrl+Z); returns the way to stop. */
export function penKeys(draw: Draw): () => void {
  let points = 0
  draw.on('drawstart', (event) => {
    const geometry = event.feature.getGeometry() as LineString
    geometry.on('change', () => (points = geometry.getFlatCoordinates().length / geometry.getStride()))
  })
  const press = (event: KeyboardEvent) => {
    if (typing(event.target)) return
    const back = event.key === 'Backspace' || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z')
    if (!back && event.key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    if (back) draw.removeLastPoint()
    else if (points > 2) draw.finishDrawing()
  }
  window.addEventListener('keydown', press, { capture: true })
  return () => window.removeEventListener('keydown', press, { capture: true })
}
