/** How a depot looks on the map beside the grid: a circle as large as what is there, ringed where rows of it are marked. */
import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'

import type { Palette } from '@/map/palette'

const SMALLEST_PX = 4
const LARGEST_PX = 20
const CROWD_PX = 120
const NAMED_BELOW = 60
const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'

/** Return the radius in pixels whose area stands for an amount beside the largest one; among many depots all are smaller. */
export function radiusOf(amount: number, most: number, depots = 1): number {
  if (most <= 0 || amount <= 0) return SMALLEST_PX
  const largest = Math.max(2 * SMALLEST_PX, Math.min(LARGEST_PX, CROWD_PX / Math.sqrt(depots)))
  return Math.max(SMALLEST_PX, largest * Math.sqrt(Math.min(1, amount / most)))
}

/** Return the style of the depots for a palette; names are written where there is room. */
export function depotStyle(palette: Palette): (feature: FeatureLike, resolution: number) => Style[] {
  return (feature, resolution) => {
    const radius = Number(feature.get('radius'))
    const isChosen = feature.get('chosen') === true
    const circle = new Style({ image: new CircleStyle({ radius, fill: new Fill({ color: `${palette.depot}99` }), stroke: new Stroke({ color: palette.halo, width: 1.5 }) }), zIndex: 100 - radius })
    const ring = new Style({ image: new CircleStyle({ radius: radius + 4, stroke: new Stroke({ color: palette.route, width: 3 }) }), zIndex: 101 })
    const name = new Style({
      text: new Text({ text: String(feature.get('name')), offsetY: radius + 10, font: `${isChosen ? 600 : 400} 12px ${FONT}`, fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 3 }) }),
      zIndex: 102,
    })
    return [circle, ...(isChosen ? [ring] : []), ...(isChosen || resolution < NAMED_BELOW ? [name] : [])]
  }
}
