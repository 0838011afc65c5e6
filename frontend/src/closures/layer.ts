/** Closures on the map: barred and hatched while they hold, a dotted outline with its time while planned. */
import type { FeatureLike } from 'ol/Feature'
import LineString from 'ol/geom/LineString'
import MultiLineString from 'ol/geom/MultiLineString'
import MultiPolygon from 'ol/geom/MultiPolygon'
import Point from 'ol/geom/Point'
import Polygon from 'ol/geom/Polygon'
import { fromLonLat } from 'ol/proj'
import type VectorSource from 'ol/source/Vector'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { watchEffect, type WatchStopHandle } from 'vue'

import type { Closure, MarkedRoad } from '@/api/models'
import { usePanel } from '@/app/panel'
import { useLive } from '@/live/store'
import type { Palette } from '@/map/palette'
import type { Styler } from '@/map/symbols'
import { type Drawn, syncer } from '@/map/sync'
import { nowMs, useNow } from '@/ui/clock'

import { type ClosureState, type Part, partsOf, stateOf } from './closureState'
import { useSketch } from './sketch'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const NAMES_BELOW = 60

export interface ClosureWords {
  planned: (at: string) => string
  opened: () => string
}

interface Piece {
  row: Closure
  part: 'area' | 'road' | 'opened'
  state: ClosureState
}

const onMap = (ring: number[][]) => ring.map((at) => fromLonLat(at))

/** Return a map area for one or several polygons. */
export function areaGeometry(parts: Part[]): Polygon | MultiPolygon {
  const drawn = parts.map((part) => part.map(onMap))
  return drawn.length === 1 ? new Polygon(drawn[0]!) : new MultiPolygon(drawn)
}

/** Return map lines for marked stretches. */
export function roadGeometry(roads: { line: number[][] }[]): MultiLineString {
  return new MultiLineString(roads.map((road) => onMap(road.line)))
}

/** Arrows in the direction that is closed, one in the middle of each stretch closed one way. */
export function arrowStyles(roads: Pick<MarkedRoad, 'line' | 'one_way'>[], palette: Palette): Style[] {
  return roads.filter((road) => road.one_way).map((road) => {
    const line = new LineString(onMap(road.line))
    const [from, to] = [line.getCoordinateAt(0.45), line.getCoordinateAt(0.55)]
    const rotation = -Math.atan2(to[1]! - from[1]!, to[0]! - from[0]!)
    return new Style({
      geometry: new Point(line.getCoordinateAt(0.5)),
      text: new Text({ text: '➤', rotation, rotateWithView: true, font: `700 20px ${FONT}`, fill: new Fill({ color: palette.closure }), stroke: new Stroke({ color: palette.halo, width: 4 }) }),
      zIndex: 6,
    })
  })
}

function* piecesOf(rows: Map<string, Closure>, now: number, hidden: string | null): Iterable<[string, Piece]> {
  for (const [id, row] of rows) {
    const state = stateOf(row, now)
    if (state === 'ended' || state === 'lifted' || id === hidden) continue
    if (row.area) yield [id, { row, part: 'area', state }]
    if (row.roads.length) yield [`${id} roads`, { row, part: 'road', state }]
    if (row.spared.length) yield [`${id} opened`, { row, part: 'opened', state }]
  }
}

function drawn({ row, part, state }: Piece): Drawn {
  const properties = { id: row.id, name: row.reason, part, state, from: row.valid_from }
  if (part === 'area') return { geometry: areaGeometry(partsOf(row.area)), properties }
  const roads = part === 'road' ? row.roads : row.spared
  return { geometry: roadGeometry(roads), properties: { ...properties, roads } }
}

/** Keep the layer true to the closures and to the clock. */
export function feedClosures(source: VectorSource): WatchStopHandle {
  const live = useLive()
  const sketch = useSketch()
  const now = useNow()
  const sync = syncer<Piece>(source, (piece) => [piece.row, piece.state], drawn)
  const panel = usePanel()
  const hidden = () => (panel.mode === 'closures' ? (sketch.changing?.id ?? null) : null)
  return watchEffect(() => sync(piecesOf(live.closure, now.value, hidden())))
}

const hatches = new Map<string, CanvasPattern | null>()

/** Diagonal bars, the sign of a barred road; a plain wash where there is no canvas. */
function hatch(palette: Palette): CanvasPattern | string {
  if (!hatches.has(palette.closure)) {
    const tile = document.createElement('canvas')
    tile.width = tile.height = 12
    const pen = tile.getContext('2d')
    if (pen) {
      pen.fillStyle = palette.closureFill
      pen.fillRect(0, 0, 12, 12)
      pen.strokeStyle = palette.closure
      pen.globalAlpha = 0.34
      pen.lineWidth = 2
      for (const shift of [-12, 0, 12]) {
        pen.beginPath()
        pen.moveTo(shift, 12)
        pen.lineTo(shift + 12, 0)
        pen.stroke()
      }
    }
    hatches.set(palette.closure, pen?.createPattern(tile, 'repeat') ?? null)
  }
  return hatches.get(palette.closure) ?? palette.closureFill
}

function textOf(feature: FeatureLike, words: ClosureWords): string {
  const name = feature.get('name') as string
  if (feature.get('state') !== 'planned') return `▤ ${name}`
  const at = new Date(feature.get('from') as string)
  const time = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
  const day = at.toDateString() === new Date(nowMs()).toDateString() ? '' : `${at.getMonth() + 1}-${at.getDate()} `
  return `◷ ${words.planned(day + time)} · ${name}`
}

/** How closures look: holding ones hatched inside a barrier, planned ones empty inside dots, opened ones free. */
export function closureStyle(palette: Palette, words: ClosureWords): Styler {
  const label = (text: string, resolution: number, line = false) =>
    resolution > NAMES_BELOW ? undefined : new Text({
      text, placement: 'point', overflow: true, offsetY: line ? -14 : 0, font: `600 12px ${FONT}`,
      fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 3.5 }),
    })
  const barrier = (width: number) => [
    new Style({ stroke: new Stroke({ color: palette.closure, width, lineCap: 'butt' }) }),
    new Style({ stroke: new Stroke({ color: palette.halo, width: width - 2, lineDash: [8, 8], lineCap: 'butt' }) }),
  ]
  const dots = (width: number) => new Stroke({ color: palette.closure, width, lineDash: [1, width * 2.2], lineCap: 'round' })
  return (feature, resolution) => {
    const planned = feature.get('state') === 'planned'
    const text = textOf(feature, words)
    switch (feature.get('part')) {
      case 'opened':
        return [
          new Style({ stroke: new Stroke({ color: palette.halo, width: 8 }), zIndex: 3 }),
          new Style({ stroke: new Stroke({ color: palette.available, width: 4 }), text: resolution < 12 ? label(words.opened(), resolution, true) : undefined, zIndex: 4 }),
        ]
      case 'road': {
        const named = new Style({ text: label(text, resolution, true), geometry: middleOf, zIndex: 5 })
        const arrows = arrowStyles(feature.get('roads') as MarkedRoad[], palette)
        return planned ? [new Style({ stroke: dots(4) }), named, ...arrows] : [...barrier(7), named, ...arrows]
      }
      default:
        return planned
          ? [new Style({ fill: new Fill({ color: 'rgba(0,0,0,0.001)' }), stroke: dots(3), text: label(text, resolution) })]
          : [new Style({ fill: new Fill({ color: hatch(palette) }), text: label(text, resolution) }), ...barrier(4)]
    }
  }
}

/** The middle of the longest stretch, where its name stands once. */
function middleOf(feature: FeatureLike): Point | undefined {
  const lines = (feature.getGeometry() as MultiLineString).getLineStrings()
  const longest = lines.reduce<LineString | null>((best, line) => (!best || line.getLength() > best.getLength() ? line : best), null)
  return longest ? new Point(longest.getCoordinateAt(0.5)) : undefined
}
