/** Ways shown for a look, on the map: the pick's strong, the next best's dashed; the map stays where it is. */
import type { FeatureLike } from 'ol/Feature'
import Feature from 'ol/Feature'
import type OlMap from 'ol/Map'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { type Ref, watch } from 'vue'

import type { Palette } from '@/map/palette'
import { lineOf, pointOf } from '@/map/sync'

import { useRoutePreviews } from './previews'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'

/** Bring previewed ways to a map; returns the way to end it. */
export function attachPreviews(map: OlMap, palette: Ref<Palette>, span: (seconds: number) => string): () => void {
  const previews = useRoutePreviews()
  const layer = new VectorLayer({ source: new VectorSource(), zIndex: 8, properties: { name: 'previews' } })
  map.addLayer(layer)
  const ends = [
    watch(() => previews.ways, (ways) => {
      const source = layer.getSource()!
      source.clear()
      for (const way of ways) {
        source.addFeature(new Feature({ geometry: lineOf(way.line), kind: way.kind, estimated: way.estimated }))
        const text = way.seconds === null ? way.name : `${way.name} ${span(way.seconds)}`
        source.addFeature(new Feature({ geometry: pointOf(way.from), kind: `${way.kind}-end`, text }))
      }
      map.getTargetElement()?.setAttribute('data-previews', ways.map((way) => way.kind).join(' '))
    }, { immediate: true }),
    watch(palette, (next) => layer.setStyle(styleOf(next)), { immediate: true }),
  ]
  return () => {
    for (const end of ends) end()
    map.removeLayer(layer)
  }
}

function styleOf(palette: Palette) {
  const halo = (width: number) => new Stroke({ color: palette.halo, width })
  const end = (words: string, colour: string) => new Style({
    image: new CircleStyle({ radius: 6, fill: new Fill({ color: palette.halo }), stroke: new Stroke({ color: colour, width: 3 }) }),
    text: new Text({ text: words, font: `600 12px ${FONT}`, offsetY: -16, fill: new Fill({ color: palette.text }), stroke: halo(4) }),
    zIndex: 5,
  })
  return (feature: FeatureLike): Style | Style[] => {
    const words = String(feature.get('text') ?? '')
    switch (feature.get('kind')) {
      case 'pick':
        return [new Style({ stroke: halo(9), zIndex: 2 }), new Style({ stroke: new Stroke({ color: palette.committed, width: 5, lineDash: feature.get('estimated') ? [2, 9] : undefined }), zIndex: 3 })]
      case 'next':
        return [new Style({ stroke: halo(6) }), new Style({ stroke: new Stroke({ color: palette.text, width: 2.6, lineDash: [9, 8] }), zIndex: 1 })]
      case 'pick-end':
        return end(words, palette.committed)
      default:
        return end(words, palette.text)
    }
  }
}
