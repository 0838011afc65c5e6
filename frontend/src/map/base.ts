/** The base map from one file on the own server: land, water, roads and names, light and dark. */
import type { FeatureLike } from 'ol/Feature'
import VectorTileLayer from 'ol/layer/VectorTile'
import { PMTilesVectorSource } from 'ol-pmtiles'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'

import { apiUrl } from '@/app/worldAddress'
import { mapMarkOf } from '@/places/kinds'

import { BASE_DARK, BASE_LIGHT, type BasePalette } from './basePalette'
import type { Palette } from './palette'
import { Pieces } from './pieces'
import type { Styler } from './symbols'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const MAIN = new Set(['trunk', 'primary', 'trunk_link'])
const MIDDLE = new Set(['secondary', 'tertiary', 'primary_link', 'secondary_link'])
const PATHS = new Set(['path', 'footway', 'steps', 'track', 'cycleway', 'bridleway', 'pedestrian'])

/** At which resolution (m per pixel) a kind of place is named, how large, and what goes before what. */
const NAMES: Record<string, [resolution: number, size: number, weight: number]> = {
  town: [160, 13, 500], township: [40, 12, 500], village: [40, 12, 400], neighbourhood: [20, 12, 400], populated_place: [20, 11, 400], hamlet: [14, 11, 400],
  hospital: [20, 11, 500], fire_station: [20, 11, 500], police: [10, 11, 400], railway_station: [30, 11, 500], airport: [100, 12, 500], helipad: [10, 11, 400],
  junction: [20, 11, 400], peak: [30, 11, 400], pass: [20, 11, 400], lake: [20, 11, 400], school: [8, 11, 400], university: [12, 11, 400], fuel: [6, 11, 400],
}
/** A stretch of road shorter than this, in pixels, bears no number: the next one does. */
const ROOM_FOR_NUMBER = 70
const OTHERWISE: [number, number, number] = [8, 11, 400]

const classOf = (feature: FeatureLike): string => String(feature.get('class') ?? feature.get('kind') ?? '')

function line(color: string, width: number, zIndex: number, lineDash?: number[]): Style {
  return new Style({ stroke: new Stroke({ color, width, lineDash, lineCap: lineDash ? 'butt' : 'round', lineJoin: 'round' }), zIndex })
}

const fill = (color: string, zIndex: number): Style => new Style({ fill: new Fill({ color }), zIndex })

function write(text: string, size: number, weight: number, color: string, halo: string, zIndex: number, along = false): Style {
  return new Style({
    text: new Text({
      text, placement: along ? 'line' : 'point', font: `${weight} ${size}px ${FONT}`,
      fill: new Fill({ color }), stroke: new Stroke({ color: halo, width: 3 }),
    }),
    zIndex,
  })
}

/** A road with an edge where there is room for one; what lies in a tunnel is broken. */
function edged(color: string, width: number, zIndex: number, feature: FeatureLike, colors: BasePalette, resolution: number): Style[] {
  if (feature.get('tunnel')) return [line(colors.casing === BASE_DARK.casing ? color : colors.casing, width, zIndex, [5, 4])]
  const core = line(color, width, zIndex)
  return resolution < 40 ? [line(colors.casing, width + 1.6, zIndex - 0.5), core] : [core]
}

function road(feature: FeatureLike, resolution: number, colors: BasePalette, dark: boolean): Style[] {
  const roadClass = classOf(feature)
  const near = Math.min(5, Math.max(0.6, 18 / resolution))
  if (roadClass.startsWith('motorway')) return edged(colors.motorway, 1.2 + 1.1 * near, 16, feature, colors, resolution)
  if (MAIN.has(roadClass)) {
    const far = !dark && resolution >= 40
    return edged(far ? colors.casing : colors.main, 0.9 + 1.3 * near, 15, feature, colors, resolution)
  }
  if (MIDDLE.has(roadClass)) {
    if (resolution >= 80) return []
    return resolution < 24 ? edged(colors.middle, 0.7 + near, 14, feature, colors, resolution) : [line(colors.casing, 0.8, 14)]
  }
  if (resolution >= 24) return []
  if (PATHS.has(roadClass)) return resolution < 10 ? [line(colors.path, 1, 12, [3, 3])] : []
  return resolution < 10 ? edged(colors.small, 0.4 + 0.7 * near, 13, feature, colors, resolution) : [line(dark ? colors.small : colors.casing, 0.6, 13)]
}

function roadNames(feature: FeatureLike, resolution: number, colors: BasePalette): Style[] {
  const roadClass = classOf(feature)
  const main = roadClass.startsWith('motorway') || MAIN.has(roadClass)
  const styles: Style[] = []
  const name = feature.get('name') as string | undefined
  const limit = main ? 12 : MIDDLE.has(roadClass) ? 8 : 2.5
  if (name && resolution <= limit) styles.push(write(name, 11, 400, colors.text, colors.halo, 20 + (main ? 2 : 0), true))
  const number = feature.get('ref') as string | undefined
  if (number && resolution <= (main ? 80 : 10) && pixelsOf(feature, resolution) > ROOM_FOR_NUMBER) styles.push(shield(number, colors))
  return styles
}

function pixelsOf(feature: FeatureLike, resolution: number): number {
  const [west, south, east, north] = feature.getGeometry()!.getExtent() as [number, number, number, number]
  return Math.hypot(east - west, north - south) / resolution
}

function shield(number: string, colors: BasePalette): Style {
  return new Style({
    text: new Text({
      text: number, font: `600 10px ${FONT}`, fill: new Fill({ color: colors.shieldText }), padding: [2, 3, 1, 3],
      backgroundFill: new Fill({ color: colors.shield }), backgroundStroke: new Stroke({ color: colors.casing, width: 1 }),
    }),
    zIndex: 21,
  })
}

function placeName(feature: FeatureLike, resolution: number, colors: BasePalette): Style[] {
  const kind = classOf(feature)
  const name = feature.get('name') as string | undefined
  const [limit, size, weight] = NAMES[kind] ?? OTHERWISE
  if (!name || kind === 'city' || kind === 'district' || resolution > limit) return []
  const mark = mapMarkOf(kind)
  const color = kind === 'lake' ? colors.waterText : weight === 500 ? colors.placeText : colors.text
  return [write(mark ? `${mark} ${name}` : name, size, weight, color, colors.halo, 23 + Math.log10(limit))]
}

function water(feature: FeatureLike, resolution: number, colors: BasePalette): Style[] {
  return [line(colors.stream, classOf(feature) === 'river' ? Math.min(3, 1 + 12 / resolution) : 1, 4)]
}

function waterName(feature: FeatureLike, resolution: number, colors: BasePalette): Style[] {
  const name = feature.get('name') as string | undefined
  return name && resolution < (classOf(feature) === 'river' ? 30 : 6) ? [write(name, 11, 400, colors.waterText, colors.halo, 19, true)] : []
}

function railway(feature: FeatureLike, resolution: number, colors: BasePalette): Style[] {
  if (/way$/.test(classOf(feature))) return [line(colors.runway, Math.max(1.5, 60 / resolution), 11)]
  if (resolution > 60) return [line(colors.rail, 1, 17)]
  return [line(colors.rail, 2.6, 17), line(colors.halo, 1.2, 17.1, [7, 7])]
}

const joined = (shared: Style[], own: Style[]): Style[] => (own.length ? [...shared, ...own] : shared)

/** Styles that many features share are made once for a resolution: thousands of roads have a dozen. */
function sharing() {
  const made = new Map<string, Style[]>()
  let of = NaN
  return (resolution: number, key: string, make: () => Style[]): Style[] => {
    if (resolution !== of) made.clear()
    of = resolution
    const known = made.get(key) ?? make()
    made.set(key, known)
    return known
  }
}

/** Return the style of the base map for a palette; outlines of jurisdictions come with their own layer. */
export function baseStyle(palette: Palette): Styler {
  const dark = palette.isDark
  const colors = dark ? BASE_DARK : BASE_LIGHT
  const shared = sharing()
  return (feature, resolution) => {
    const layer = feature.get('layer') as string
    const share = (what: string, make: () => Style[]) => shared(resolution, layer + what, make)
    switch (layer) {
      case 'land':
        return share(classOf(feature), () => [fill(colors.land[classOf(feature)] ?? colors.land.grass!, 1)])
      case 'water':
        return share('', () => [fill(colors.water, 3)])
      case 'waterways':
        return joined(share(classOf(feature), () => water(feature, resolution, colors)), waterName(feature, resolution, colors))
      case 'buildings':
        return resolution < 6 ? share('', () => [fill(colors.building, 5)]) : []
      case 'railways':
        return share(classOf(feature), () => railway(feature, resolution, colors))
      case 'roads':
        return joined(share(`${classOf(feature)} ${feature.get('tunnel')}`, () => road(feature, resolution, colors, dark)), roadNames(feature, resolution, colors))
      case 'boundaries':
        return feature.get('code') === undefined ? share('', () => [line(colors.fileBorder, 1, 18, [6, 3])]) : []
      case 'places':
        return placeName(feature, resolution, colors)
      default:
        return []
    }
  }
}

/** Return the base map layer that reads the file at `url` piece by piece; a patient one waits for what does not come. */
export function baseLayer(url: string, attributions: string[], palette: Palette, patient = true): VectorTileLayer {
  const pieces = new Pieces(apiUrl(url), patient) as unknown as string // which the types of the source alone insist on
  const source = new PMTilesVectorSource({ url: pieces, attributions })
  return new VectorTileLayer({ source, style: baseStyle(palette), declutter: true, zIndex: 0 })
}
