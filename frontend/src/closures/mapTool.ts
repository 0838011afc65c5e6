/** The hands on the map: drawing areas with snapping, moving their corners, pointing at roads. */
import Feature, { type FeatureLike } from 'ol/Feature'
import MultiPoint from 'ol/geom/MultiPoint'
import Polygon from 'ol/geom/Polygon'
import Draw from 'ol/interaction/Draw'
import Modify from 'ol/interaction/Modify'
import type Interaction from 'ol/interaction/Interaction'
import VectorLayer from 'ol/layer/Vector'
import type OlMap from 'ol/Map'
import type MapBrowserEvent from 'ol/MapBrowserEvent'
import { toLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import { type Ref, watch, type WatchStopHandle } from 'vue'

import type { MarkedRoad } from '@/api/models'
import { i18n } from '@/app/i18n'
import { usePanel } from '@/app/panel'
import type { Palette } from '@/map/palette'
import { penKeys, SNAP_PX, snapping, type Snapping } from '@/map/pens'
import { useMapState } from '@/map/state'
import { tellDone, tellTrouble } from '@/ui/feedback'

import { roadAt } from './calls'
import type { Part } from './closureState'
import { areaGeometry, arrowStyles, roadGeometry } from './layer'
import { useSketch } from './sketch'

function inDegrees(geometry: Polygon): Part {
  return geometry.getCoordinates().map((ring) => ring.map((at) => toLonLat(at).map((value) => Number(value.toFixed(6))) as [number, number]))
}

/** Put the sketch and its tools on a map; returns the way to take them off. */
export function attachClosurePen(map: OlMap, palette: Ref<Palette>): () => void {
  const sketch = useSketch()
  const state = useMapState()
  const panel = usePanel()
  const source = new VectorSource()
  const layer = new VectorLayer({ source, zIndex: 18, properties: { name: 'sketch' } })
  let active: Interaction[] = []
  let snaps: Snapping | null = null
  let deaf = () => undefined as void
  let inHand = false
  let before = panel.view
  map.addLayer(layer)

  function redraw(): void {
    source.clear()
    if (panel.mode !== 'closures') return
    const shown = sketch.glimpse ?? { parts: sketch.parts, roads: sketch.roads }
    for (const part of shown.parts) source.addFeature(new Feature({ geometry: areaGeometry([part]), part: 'area' }))
    if (shown.roads.length) source.addFeature(new Feature({ geometry: roadGeometry(shown.roads), part: 'road', roads: shown.roads }))
  }

  function areas(): Part[] {
    return source.getFeatures().filter((one) => one.get('part') === 'area').map((one) => inDegrees(one.getGeometry() as Polygon))
  }

  function drawing(): Interaction[] {
    const draw = new Draw({ source: new VectorSource(), type: 'Polygon', snapTolerance: SNAP_PX, stopClick: true })
    draw.on('drawend', (event) => {
      const part = inDegrees(event.feature.getGeometry() as Polygon)
      setTimeout(() => {
        sketch.parts = [...sketch.parts, part]
        finish()
      })
    })
    deaf = penKeys(draw)
    return withSnaps(draw)
  }

  function changing(): Interaction[] {
    const modify = new Modify({ source, pixelTolerance: SNAP_PX, filter: (feature) => feature.get('part') === 'area' })
    modify.on('modifyend', () => (sketch.parts = areas()))
    return withSnaps(modify)
  }

  function withSnaps(hand: Interaction): Interaction[] {
    snaps = snapping(map)
    return [hand, ...snaps.snaps]
  }

  function finish(): void {
    sketch.tool = null
    sketch.opening = null
  }

  function putAway(): void {
    deaf()
    deaf = () => undefined
    snaps?.end()
    snaps = null
    for (const one of active) map.removeInteraction(one)
    active = []
  }

  function use(): void {
    putAway()
    const { tool } = sketch
    active = tool === 'draw' ? drawing() : tool === null && sketch.open && !sketch.glimpse && panel.mode === 'closures' ? changing() : []
    for (const one of active) map.addInteraction(one)
    if (tool) {
      if (!inHand) before = panel.view
      inHand = true
      state.take({ hint: i18n.global.t(`closure.${tool}Hint`), end: finish, finishes: tool === 'mark' })
      panel.view = 'map'
    } else if (inHand) {
      inHand = false
      state.take(null)
      panel.view = before
    }
  }

  async function point(event: MapBrowserEvent): Promise<void> {
    const { tool } = sketch
    if (tool !== 'mark' && tool !== 'open') return
    const [lon, lat] = toLonLat(event.coordinate) as [number, number]
    try {
      const found = await roadAt(lon, lat, sketch.scope)
      if (sketch.tool === 'mark') return sketch.addRoads(found.roads)
      await sketch.openStretch(found.roads)
      tellDone(i18n.global.t('closure.opened'))
      finish()
    } catch (error) {
      tellTrouble(error)
    }
  }

  /** Ctrl+Z takes back the last change of the sketch, while nothing is being drawn or typed. */
  function undoKey(event: KeyboardEvent): void {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test((event.target as HTMLElement).tagName)
    if (typing || sketch.tool === 'draw' || !sketch.open || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
    if (sketch.undo()) event.preventDefault()
  }

  const listen = (event: unknown) => void point(event as MapBrowserEvent)
  map.on('singleclick', listen)
  window.addEventListener('keydown', undoKey)
  const ends: WatchStopHandle[] = [
    watch(palette, (next) => layer.setStyle(styleOf(next)), { immediate: true }),
    watch(() => [sketch.parts, sketch.roads, sketch.glimpse, panel.mode], redraw, { immediate: true }),
    watch(() => [sketch.tool, sketch.open, sketch.glimpse, panel.mode], use, { immediate: true }),
  ]
  return () => {
    map.un('singleclick', listen)
    window.removeEventListener('keydown', undoKey)
    for (const end of ends) end()
    putAway()
    if (sketch.tool) finish()
    if (inHand) state.take(null)
    map.removeLayer(layer)
  }
}

function styleOf(palette: Palette) {
  const plain = sketchStyle(palette)
  return (feature: FeatureLike) => [...plain, ...arrowStyles((feature.get('roads') as MarkedRoad[] | undefined) ?? [], palette)]
}

function sketchStyle(palette: Palette): Style[] {
  const corner = new CircleStyle({ radius: 4, fill: new Fill({ color: palette.halo }), stroke: new Stroke({ color: palette.route, width: 2 }) })
  return [
    new Style({ stroke: new Stroke({ color: palette.halo, width: 8 }) }),
    new Style({ fill: new Fill({ color: palette.closureFill }), stroke: new Stroke({ color: palette.route, width: 4, lineDash: [10, 6] }) }),
    new Style({ image: corner, geometry: cornersOf }),
  ]
}

function cornersOf(feature: unknown) {
  const geometry = (feature as Feature).getGeometry()
  return geometry instanceof Polygon ? new MultiPoint(geometry.getCoordinates().flat()) : undefined
}
