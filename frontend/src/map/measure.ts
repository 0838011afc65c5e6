/** The measuring tape: lines and areas with their figures, kept on the map until they are cleared. */
import Feature, { type FeatureLike } from 'ol/Feature'
import LineString from 'ol/geom/LineString'
import Point from 'ol/geom/Point'
import Polygon from 'ol/geom/Polygon'
import type Draw from 'ol/interaction/Draw'
import VectorLayer from 'ol/layer/Vector'
import type OlMap from 'ol/Map'
import { toLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import { type Ref, ref, watch } from 'vue'

import { i18n } from '@/app/i18n'

import { areaOf, areaText, lengthOfLine, lengthText } from './measuring'
import type { Palette } from './palette'
import { useMapState } from './state'
import { label } from './symbols'

export type Measured = 'line' | 'area'

const say = (key: string, facts: Record<string, unknown>): string => i18n.global.t(key, facts)
const degrees = (at: number[][]) => at.map((one) => toLonLat(one) as [number, number])

/** Return what is written at a line or an area. */
export function measureText(geometry: unknown): string {
  if (geometry instanceof Polygon) {
    const ring = degrees(geometry.getCoordinates()[0]!)
    const around = lengthText(lengthOfLine(ring), say)
    return `${areaText(areaOf(ring), say)}\n${say('mapTool.measure.around', { length: around })}`
  }
  return geometry instanceof LineString ? lengthText(lengthOfLine(degrees(geometry.getCoordinates())), say) : ''
}

function whereWritten(geometry: unknown): Point | undefined {
  if (geometry instanceof Polygon) return geometry.getInteriorPoint() as unknown as Point
  return geometry instanceof LineString ? new Point(geometry.getLastCoordinate()) : undefined
}

/** How measures are drawn. */
export function measureStyle(palette: Palette) {
  const corner = new CircleStyle({ radius: 3.5, fill: new Fill({ color: palette.halo }), stroke: new Stroke({ color: palette.text, width: 1.6 }) })
  return (feature: FeatureLike): Style[] => {
    const geometry = (feature as Feature).getGeometry()
    if (geometry instanceof Point) return [new Style({ image: corner })]
    return [
      new Style({ stroke: new Stroke({ color: palette.halo, width: 5 }), fill: new Fill({ color: `${palette.halo}55` }) }),
      new Style({ stroke: new Stroke({ color: palette.text, width: 2.2, lineDash: [8, 5] }) }),
      new Style({ geometry: whereWritten(geometry), text: label(measureText(geometry), palette, -16, 13, 700), zIndex: 3 }),
    ]
  }
}

/** Give a map its measuring tape: `begin` takes it in hand, `clear` wipes what it left. */
export function measuringTape(map: OlMap, palette: Ref<Palette>) {
  const state = useMapState()
  const source = new VectorSource()
  const layer = new VectorLayer({ source, zIndex: 19, properties: { name: 'measures' } })
  const count = ref(0)
  let draw: Draw | null = null
  let deaf = () => undefined as void
  map.addLayer(layer)
  const ends = [watch(palette, (next) => layer.setStyle(measureStyle(next)), { immediate: true })]

  function putAway(): void {
    deaf()
    if (draw) map.removeInteraction(draw)
    draw = null
    state.take(null)
  }

  /** The pen is fetched when somebody takes it for the first time. */
  async function begin(what: Measured): Promise<void> {
    state.cancel()
    const [{ default: Pen }, { penKeys }] = await Promise.all([import('ol/interaction/Draw'), import('./pens')])
    draw = new Pen({ source, type: what === 'line' ? 'LineString' : 'Polygon', style: measureStyle(palette.value), stopClick: true })
    draw.on('drawend', () => setTimeout(() => { count.value = source.getFeatures().length; putAway() }))
    map.addInteraction(draw)
    deaf = penKeys(draw)
    state.take({ hint: say(`mapTool.measure.${what}Hint`, {}), finishes: false, end: putAway })
  }

  function clear(): void {
    source.clear()
    count.value = 0
  }

  /** What was measured, as it is written. */
  const results = (): string[] => source.getFeatures().map((one) => measureText(one.getGeometry()))

  const drawn = (): Feature[] => source.getFeatures()

  return { begin, clear, count, results, drawn, end: () => { putAway(); for (const end of ends) end(); map.removeLayer(layer) } }
}
