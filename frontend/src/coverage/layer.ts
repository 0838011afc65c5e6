/** What coverage brings to the map: the cells, gaps, moves, reach and sites. */
import Feature from 'ol/Feature'
import type OlMap from 'ol/Map'
import LineString from 'ol/geom/LineString'
import MultiPolygon from 'ol/geom/MultiPolygon'
import ImageLayer from 'ol/layer/Image'
import VectorLayer from 'ol/layer/Vector'
import { fromLonLat, toLonLat } from 'ol/proj'
import ImageCanvasSource from 'ol/source/ImageCanvas'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import RegularShape from 'ol/style/RegularShape'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { type Ref, watch, watchEffect } from 'vue'

import { i18n } from '@/app/i18n'
import type { Palette } from '@/map/palette'
import { pointOf, polygonOf } from '@/map/sync'

import { cellAt, CHANGES, LEVELS, type Raster, type Run, runsOf } from './cells'
import { CHANGE_COLOURS, hatched, LEVEL_COLOURS, REACH_COLOURS, REACH_DASHES } from './paint'
import { useReach } from './reach'
import { useSites } from './sites'
import { useCoverage } from './store'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const BELOW_LIVE = 0.5

interface Field {
  raster: Raster
  runs: Run[]
  isChange: boolean
}

/** Paint the runs that are seen: edges are taken in map units, so that cells fit the map at any zoom. */
function paint(field: Field, extent: number[], ratio: number, resolution: number, size: number[]): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(size[0]!)
  canvas.height = Math.round(size[1]!)
  const pen = canvas.getContext('2d')
  if (!pen) return canvas
  const { west, south, step_lon, step_lat, columns, rows } = field.raster
  const step = ratio / resolution
  const x = Array.from({ length: columns + 1 }, (_, k) => Math.round((fromLonLat([west + k * step_lon, south])[0]! - extent[0]!) * step))
  const y = Array.from({ length: rows + 1 }, (_, k) => Math.round((extent[3]! - fromLonLat([west, south + k * step_lat])[1]!) * step))
  const fills: (string | CanvasPattern)[] = field.isChange
    ? CHANGES.map((name) => (name === 'lost' ? hatched(pen, CHANGE_COLOURS.lost, 'rgba(255,255,255,0.55)', ratio) : CHANGE_COLOURS[name]))
    : LEVELS.map((name) => (name === 'none' ? hatched(pen, LEVEL_COLOURS.none, 'rgba(255,255,255,0.45)', ratio) : LEVEL_COLOURS[name]))
  for (const run of field.runs) {
    const top = y[run.row + 1]!
    const bottom = y[run.row]!
    if (bottom < 0 || top > canvas.height) continue
    pen.fillStyle = fills[run.value] ?? 'rgba(0,0,0,0)'
    pen.fillRect(x[run.from]!, top, x[run.to]! - x[run.from]!, bottom - top)
  }
  return canvas
}

function cellLayer(): { layer: ImageLayer<ImageCanvasSource>; show: (field: Field | null) => void } {
  let field: Field | null = null
  const source = new ImageCanvasSource({
    canvasFunction: (extent, resolution, ratio, size) => (field ? paint(field, extent, ratio, resolution, size) : document.createElement('canvas')),
    projection: 'EPSG:3857',
    ratio: 1.2,
  })
  const layer = new ImageLayer({ source, zIndex: BELOW_LIVE, properties: { name: 'coverage' } })
  return { layer, show(next) { field = next; source.changed() } }
}

function text(words: string, palette: Palette, offsetY = 0): Text {
  return new Text({ text: words, font: `600 12px ${FONT}`, offsetY, fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 3 }) })
}

/** The minutes along the rim of a reach, where there is room. */
function rimText(words: string, palette: Palette): Text {
  return new Text({ text: words, placement: 'line', font: `600 11px ${FONT}`, fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 3 }), maxAngle: 0.6 })
}

function styleOf(feature: Feature, palette: Palette): Style | Style[] {
  const words = String(feature.get('words') ?? '')
  switch (feature.get('kind')) {
    case 'reach':
      return new Style({ fill: new Fill({ color: REACH_COLOURS[Number(feature.get('rank'))] ?? REACH_COLOURS[3]! }), stroke: new Stroke({ color: palette.route, width: 1.8, lineDash: REACH_DASHES[Number(feature.get('rank'))] }), text: rimText(words, palette) })
    case 'gap':
      return [new Style({ stroke: new Stroke({ color: palette.halo, width: 5 }) }), new Style({ stroke: new Stroke({ color: palette.hazardLine, width: 2.4 }) })]
    case 'move':
      return new Style({ stroke: new Stroke({ color: palette.text, width: 2.4, lineDash: [8, 6] }) })
    case 'site':
      return new Style({ image: new RegularShape({ points: 5, radius: 13, radius2: 6, fill: new Fill({ color: palette.facility }), stroke: new Stroke({ color: palette.halo, width: 1.6 }) }), text: text(words, palette, 20), zIndex: 30 })
    case 'candidate':
      return new Style({ image: new CircleStyle({ radius: 5, fill: new Fill({ color: palette.halo }), stroke: new Stroke({ color: palette.facility, width: 2 }) }), text: text(words, palette, 14) })
    default:
      return new Style({ image: new CircleStyle({ radius: 7, stroke: new Stroke({ color: palette.text, width: 2.4 }), fill: new Fill({ color: palette.halo }) }), text: text(words, palette, 18), zIndex: 29 })
  }
}

function* drawn(): Iterable<Feature> {
  const { gap, move } = useCoverage()
  const reach = useReach()
  const sites = useSites()
  for (const [rank, one] of [...(reach.answer?.areas ?? []).entries()].reverse()) {
    const coordinates = one.area.coordinates.map((polygon) => polygon.map((ring) => ring.map((at) => fromLonLat(at as number[]))))
    yield new Feature({ geometry: new MultiPolygon(coordinates), kind: 'reach', rank, within_s: one.within_s, words: i18n.global.t('coverage.reach.within', { n: one.within_s / 60 }) })
  }
  if (reach.at && reach.isOpen) yield new Feature({ geometry: pointOf(reach.at), kind: 'start', words: reach.teamName })
  if (gap) yield new Feature({ geometry: polygonOf(gap.area), kind: 'gap' })
  if (move) {
    const ends = [fromLonLat([move.from_lon, move.from_lat]), fromLonLat([move.to_lon, move.to_lat])]
    yield new Feature({ geometry: new LineString(ends), kind: 'move' })
    yield new Feature({ geometry: pointOf({ lon: move.from_lon, lat: move.from_lat }), kind: 'end', words: move.team_name })
    yield new Feature({ geometry: pointOf({ lon: move.to_lon, lat: move.to_lat }), kind: 'end', words: move.to_name })
  }
  for (const one of sites.points) yield new Feature({ geometry: pointOf(one), kind: 'candidate', words: one.name })
  for (const [k, one] of sites.found.entries()) yield new Feature({ geometry: pointOf(one), kind: 'site', words: `${k + 1} ${one.name}` })
}

/** Bring coverage to a map; `onPage` says whether the map stands on the coverage page. Returns the way to end it. */
export function attachCoverage(map: OlMap, palette: Ref<Palette>, onPage: boolean): () => void {
  const store = useCoverage()
  const reach = useReach()
  const cells = cellLayer()
  const marks = new VectorLayer({ source: new VectorSource(), zIndex: 3.5, properties: { name: 'coverage-marks' } })
  map.addLayer(cells.layer)
  map.addLayer(marks)
  let leave: (() => void) | null = null
  const isShown = () => onPage || store.onCommand
  const ends = [
    watchEffect(() => {
      const shown = isShown()
      cells.layer.setVisible(shown)
      if (shown && !leave) leave = store.look()
      if (!shown && leave) {
        leave()
        leave = null
      }
    }),
    watchEffect(() => {
      const picture = store.picture
      cells.show(picture && { raster: picture.raster, runs: runsOf(picture.values, picture.raster.columns), isChange: picture.isChange })
    }),
    watchEffect(() => {
      const source = marks.getSource()!
      source.clear()
      source.addFeatures([...drawn()])
    }),
    watch(palette, (next) => marks.setStyle((feature) => styleOf(feature as Feature, next)), { immediate: true }),
  ]
  const moved = map.on('pointermove', (event) => {
    const [lon, lat] = toLonLat(event.coordinate) as [number, number]
    reach.pointTo(lon, lat)
    const picture = isShown() ? store.picture : null
    const cell = picture && cellAt(picture.raster, lon, lat)
    reach.cell = picture && cell !== null && picture.values[cell] !== 255 ? { teams: picture.teams[cell]! } : null
  })
  return () => {
    for (const end of ends) end()
    leave?.()
    map.un('pointermove', moved.listener as never)
    map.removeLayer(cells.layer)
    map.removeLayer(marks)
  }
}
