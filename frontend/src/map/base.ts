/** The base map of roads and names from one file on the own server, in a light and a dark dress. */
import type { FeatureLike } from 'ol/Feature'
import VectorTileLayer from 'ol/layer/VectorTile'
import { PMTilesVectorSource } from 'ol-pmtiles'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'

import type { Palette } from './palette'
import type { Styler } from './symbols'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const MAJOR = new Set(['trunk', 'primary', 'trunk_link'])
const MIDDLE = new Set(['secondary', 'tertiary', 'primary_link', 'secondary_link'])

function classOf(feature: FeatureLike): string {
  return String(feature.get('highway') ?? feature.get('class') ?? feature.get('kind') ?? '')
}

function roadStyle(roadClass: string, resolution: number, palette: Palette): Style | undefined {
  const near = Math.min(3, Math.max(0.6, 18 / resolution))
  if (roadClass.startsWith('motorway')) return line(palette.motorway, 1.2 + 1.6 * near, 4)
  if (MAJOR.has(roadClass)) return line(palette.motorway, 0.9 + 1.3 * near, 3)
  if (MIDDLE.has(roadClass)) return resolution < 80 ? line(palette.major, 0.6 + near, 2) : undefined
  return resolution < 24 ? line(palette.minor, 0.4 + 0.7 * near, 1) : undefined
}

function line(color: string, width: number, zIndex: number): Style {
  return new Style({ stroke: new Stroke({ color, width, lineCap: 'round', lineJoin: 'round' }), zIndex })
}

function nameStyle(feature: FeatureLike, resolution: number, palette: Palette): Style | undefined {
  const kind = classOf(feature)
  if (kind === 'city' || kind === 'district') return undefined
  const limit = kind === 'township' || kind === 'town' ? 40 : 14
  const name = feature.get('name') as string | undefined
  if (!name || resolution > limit) return undefined
  return new Style({
    text: new Text({
      text: name,
      font: `${kind === 'township' ? 500 : 400} 11px ${FONT}`,
      fill: new Fill({ color: palette.label }),
      stroke: new Stroke({ color: palette.halo, width: 2.5 }),
    }),
    zIndex: 9,
  })
}

function roadName(feature: FeatureLike, resolution: number, palette: Palette): Style | undefined {
  const name = feature.get('name') as string | undefined
  const limit = /motorway|trunk/.test(classOf(feature)) ? 20 : MIDDLE.has(classOf(feature)) || MAJOR.has(classOf(feature)) ? 8 : 2.5
  if (!name || resolution > limit) return undefined
  return new Style({
    text: new Text({
      text: name,
      placement: 'line',
      font: `400 11px ${FONT}`,
      fill: new Fill({ color: palette.label }),
      stroke: new Stroke({ color: palette.halo, width: 2.5 }),
    }),
    zIndex: 8,
  })
}

/** Return the style of the base map for a palette; outlines come with the boundary layer instead. */
export function baseStyle(palette: Palette): Styler {
  return (feature, resolution) => {
    switch (feature.get('layer')) {
      case 'roads': {
        const styles = [roadStyle(classOf(feature), resolution, palette), roadName(feature, resolution, palette)]
        return styles.filter((style): style is Style => style !== undefined)
      }
      case 'places':
        return nameStyle(feature, resolution, palette) ?? []
      default:
        return []
    }
  }
}

/** Return the base map layer that reads the file at `url` piece by piece. */
export function baseLayer(url: string, attributions: string[], palette: Palette): VectorTileLayer {
  const source = new PMTilesVectorSource({ url: new URL(url, window.location.href).href, attributions })
  return new VectorTileLayer({ source, style: baseStyle(palette), declutter: true, zIndex: 0 })
}
