/** The layers of what stays where it is: depots, hospitals and shelters, hazard sources; gathered where they crowd. */
import type Feature from 'ol/Feature'
import Style from 'ol/style/Style'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Text from 'ol/style/Text'
import { watchEffect } from 'vue'

import { useLive } from '@/live/store'

import { clustering } from './clusters'
import type { LayerKind } from './layerKind'
import { clusterMark, type FixedKind, imageOf } from './marks'
import type { Palette } from './palette'
import { fixedStyle, FONT, type Styler } from './symbols'
import { pointOf, syncer } from './sync'

interface Fixed {
  id: string
  name: string
  kind: string
  position: { lon: number; lat: number }
}

function gatheredStyle(kind: FixedKind, palette: Palette): Styler {
  return (feature) => {
    const total = (feature.get('members') as Feature[]).length
    const image = imageOf(`gathered ${kind} ${total > 9 ? total > 99 : 'few'}`, palette, () => clusterMark({ out: total }, palette, palette[kind]))
    const text = new Text({ text: String(total), offsetY: 1, font: `700 12px ${FONT}`, fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 2 }), overflow: true, declutterMode: 'none' })
    return new Style({ image, text, zIndex: 6 })
  }
}

function fixed(kind: FixedKind, rows: () => Map<string, Fixed>): LayerKind {
  return {
    declutter: true,
    make: (layer) => clustering(layer, { classOf: () => kind, nearPx: () => 28 }),
    dress(palette) {
      const [one, several] = [fixedStyle(kind, palette), gatheredStyle(kind, palette)]
      return (feature, resolution) => (feature.get('members') ? several : one)(feature, resolution)
    },
    feed(drawn) {
      const sync = syncer<Fixed>(drawn.things, (row) => [row], (row) => ({ geometry: pointOf(row.position), properties: { id: row.id, name: row.name, kind: row.kind } }))
      return [watchEffect(() => sync(rows()))]
    },
  }
}

export const depots = fixed('depot', () => useLive().depot)
export const facilities = fixed('facility', () => useLive().facility)
export const hazardSources = fixed('source', () => useLive().hazard_source)
