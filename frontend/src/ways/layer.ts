/** The ways that were found, on the map: the chosen one strong with its minutes, the others faint. */
import type { FeatureLike } from 'ol/Feature'
import Feature from 'ol/Feature'
import type OlMap from 'ol/Map'
import { buffer, containsExtent } from 'ol/extent'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { watch, type WatchStopHandle } from 'vue'

import type { Palette } from '@/map/palette'
import { useMapState } from '@/map/state'
import { boxOf, lineOf, pointOf, polygonOf } from '@/map/sync'

import { marksOf } from './steps'
import { useWays } from './store'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'

export interface WayWords {
  minutes: (count: number) => string
  from: () => string
  to: () => string
}

/** Return the layer with the functions that dress it and keep it true. */
export function wayLayer(words: WayWords) {
  const ways = useWays()
  const layer = new VectorLayer({ source: new VectorSource(), zIndex: 7, properties: { name: 'ways' } })

  function draw(): void {
    const source = layer.getSource()!
    source.clear()
    if (ways.avoidArea) source.addFeature(new Feature({ geometry: polygonOf(ways.avoidArea), kind: 'avoid' }))
    if (ways.reachable) ways.ways.forEach((way, index) => {
      const chosen = index === ways.chosen
      source.addFeature(new Feature({ geometry: lineOf(way.line), kind: chosen ? 'chosen' : 'other', index, estimated: way.estimated }))
      if (chosen) for (const { at, minutes } of marksOf(way)) source.addFeature(new Feature({ geometry: pointOf({ lon: at[0], lat: at[1] }), kind: 'mark', text: words.minutes(minutes) }))
    })
    if (ways.from) source.addFeature(new Feature({ geometry: pointOf(ways.from.point), kind: 'end', text: words.from() }))
    if (ways.to) source.addFeature(new Feature({ geometry: pointOf(ways.to.point), kind: 'end', text: words.to() }))
  }

  /** A way that was just found and is not all in sight is offered to be shown; the map stays. */
  function look(map: OlMap): void {
    const state = useMapState()
    const extent = ways.way && ways.reachable ? lineOf(ways.way.line).getExtent() : null
    const inSight = !extent || !map.getSize()?.[0] || containsExtent(map.getView().calculateExtent(), extent)
    if (!inSight) state.offer = { what: 'way', box: boxOf(buffer(extent, 300)) }
    else if (state.offer?.what === 'way') state.offer = null
  }

  function feed(map: OlMap): WatchStopHandle[] {
    return [
      watch(() => [ways.found, ways.chosen, ways.from, ways.to, ways.avoidArea], draw, { immediate: true }),
      watch(() => ways.found, () => look(map)),
    ]
  }

  return { layer, dress: (palette: Palette) => layer.setStyle(styleOf(palette)), draw, feed }
}

function styleOf(palette: Palette) {
  const halo = (width: number) => new Stroke({ color: palette.halo, width })
  const text = (words: string, size: number, offsetY = 0) =>
    new Text({ text: words, offsetY, font: `600 ${size}px ${FONT}`, fill: new Fill({ color: palette.text }), stroke: halo(4) })
  return (feature: FeatureLike): Style | Style[] => {
    switch (feature.get('kind')) {
      case 'avoid':
        return new Style({ fill: new Fill({ color: palette.closureFill }), stroke: new Stroke({ color: palette.hazardLine, width: 2, lineDash: [6, 5] }) })
      case 'other':
        return [new Style({ stroke: halo(7) }), new Style({ stroke: new Stroke({ color: palette.out, width: 4 }) })]
      case 'chosen':
        return feature.get('estimated')
          ? new Style({ stroke: new Stroke({ color: palette.committed, width: 2.5, lineDash: [4, 8] }), zIndex: 2 })
          : [new Style({ stroke: halo(9), zIndex: 2 }), new Style({ stroke: new Stroke({ color: palette.committed, width: 5 }), zIndex: 3 })]
      case 'mark':
        return new Style({ image: new CircleStyle({ radius: 3.5, fill: new Fill({ color: palette.halo }), stroke: new Stroke({ color: palette.committed, width: 2 }) }), text: text(feature.get('text') as string, 11, -13), zIndex: 4 })
      default:
        return new Style({ image: new CircleStyle({ radius: 12, fill: new Fill({ color: palette.committed }), stroke: halo(2.5) }), text: new Text({ text: feature.get('text') as string, font: `700 12px ${FONT}`, fill: new Fill({ color: palette.halo }), offsetY: 1 }), zIndex: 6 })
    }
  }
}
