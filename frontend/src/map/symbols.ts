/** How things look on the map: a shape and a colour for what they are, a word when there is room. */
import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import RegularShape from 'ol/style/RegularShape'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'

import type { Palette } from './palette'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const NAMES_BELOW = 40
const LABELS_BELOW = 12

export type TeamGroup = 'available' | 'committed' | 'moving' | 'scene' | 'out'

/** Return under which of five marks a team of this state is drawn. */
export function teamGroup(state: string): TeamGroup {
  switch (state) {
    case 'available':
    case 'standby':
      return 'available'
    case 'assigned':
      return 'committed'
    case 'en_route':
    case 'returning':
      return 'moving'
    case 'on_scene':
      return 'scene'
    default:
      return 'out'
  }
}

function label(text: string, palette: Palette, offsetY: number, size = 11, weight = 400): Text {
  return new Text({
    text,
    offsetY,
    font: `${weight} ${size}px ${FONT}`,
    fill: new Fill({ color: palette.text }),
    stroke: new Stroke({ color: palette.halo, width: 3 }),
  })
}

function shape(points: number, radius: number, colour: string, palette: Palette, angle = 0): RegularShape {
  return new RegularShape({
    points,
    radius,
    angle,
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: palette.halo, width: 1.4 }),
  })
}

function dot(radius: number, colour: string, palette: Palette): CircleStyle {
  return new CircleStyle({ radius, fill: new Fill({ color: colour }), stroke: new Stroke({ color: palette.halo, width: 1.4 }) })
}

function teamImage(group: TeamGroup, palette: Palette): CircleStyle | RegularShape {
  switch (group) {
    case 'available':
      return dot(4.5, palette.available, palette)
    case 'committed':
      return shape(4, 7, palette.committed, palette)
    case 'moving':
      return shape(3, 8.5, palette.moving, palette)
    case 'scene':
      return shape(4, 8, palette.scene, palette, Math.PI / 4)
    case 'out':
      return new CircleStyle({ radius: 3.5, stroke: new Stroke({ color: palette.out, width: 1.5 }) })
  }
}

export type Styler = (feature: FeatureLike, resolution: number) => Style | Style[]

/** Teams: circle, diamond, triangle, square or ring; busy ones carry their name earlier. */
export function teamStyle(palette: Palette): Styler {
  return (feature, resolution) => {
    const group = feature.get('group') as TeamGroup
    const busy = group === 'moving' || group === 'scene' || group === 'committed'
    const text = resolution < (busy ? NAMES_BELOW : LABELS_BELOW) ? label(feature.get('name') as string, palette, 15) : undefined
    return new Style({ image: teamImage(group, palette), text, zIndex: busy ? 20 : 10 })
  }
}

/** Incidents: a shield in the colour of the level with its number of priority. */
export function incidentStyle(palette: Palette, selected: () => string | null): Styler {
  return (feature) => {
    const level = (feature.get('level') as number | null) ?? 0
    const over = feature.get('over') as boolean
    const chosen = feature.get('id') === selected()
    const ring = new Style({
      image: new CircleStyle({ radius: 19, stroke: new Stroke({ color: palette.text, width: 2.5 }) }),
      zIndex: 29,
    })
    const mark = new Style({
      image: new RegularShape({
        points: 6,
        radius: over ? 8 : 13,
        fill: new Fill({ color: over ? palette.halo : palette.levels[level]! }),
        stroke: new Stroke({ color: over ? palette.out : palette.text, width: 1.6 }),
      }),
      text: label(feature.get('title') as string, palette, 25, 13, 600),
      zIndex: 30,
    })
    const priority = new Style({
      text: new Text({
        text: over ? '' : String(feature.get('priority')),
        font: `700 13px ${FONT}`,
        fill: new Fill({ color: level === 3 || level === 2 ? '#1d0f00' : '#ffffff' }),
        offsetY: 1,
      }),
      zIndex: 31,
    })
    return chosen ? [ring, mark, priority] : [mark, priority]
  }
}

/** Ways of running orders: dotted where they are only estimated. */
export function routeStyle(palette: Palette): Styler {
  const road = [
    new Style({ stroke: new Stroke({ color: palette.halo, width: 6 }) }),
    new Style({ stroke: new Stroke({ color: palette.route, width: 3.2 }) }),
  ]
  const guess = [new Style({ stroke: new Stroke({ color: palette.route, width: 1.4, lineDash: [3, 7] }) })]
  return (feature) => (feature.get('estimated') ? guess : road)
}

/** Depots, facilities and hazard sources: small fixed marks, named when near. */
export function fixedStyle(kind: 'depot' | 'facility' | 'source', palette: Palette): Styler {
  const image = {
    depot: shape(4, 6.5, palette.depot, palette, Math.PI / 4),
    facility: new RegularShape({ points: 4, radius: 7, radius2: 2.5, fill: new Fill({ color: palette.facility }), stroke: new Stroke({ color: palette.halo, width: 1.2 }) }),
    source: shape(3, 6.5, palette.source, palette, Math.PI),
  }[kind]
  return (feature, resolution) =>
    new Style({ image, text: resolution < LABELS_BELOW ? label(feature.get('name') as string, palette, 14) : undefined, zIndex: 5 })
}

/** Outlines of the jurisdictions with their names. */
export function boundaryStyle(palette: Palette): Styler {
  return (feature, resolution) =>
    new Style({
      stroke: new Stroke({ color: palette.boundary, width: feature.get('level') === 'city' ? 1.8 : 1, lineDash: [7, 3, 2, 3] }),
      text:
        resolution > 12 && resolution < 260 && feature.get('level') !== 'city'
          ? new Text({
              text: feature.get('name') as string,
              font: `600 13px ${FONT}`,
              fill: new Fill({ color: palette.label }),
              stroke: new Stroke({ color: palette.halo, width: 3 }),
              overflow: true,
            })
          : undefined,
    })
}

/** The point that is being chosen. */
export function markerStyle(palette: Palette): Style[] {
  return [
    new Style({ image: new CircleStyle({ radius: 13, stroke: new Stroke({ color: palette.halo, width: 5 }) }) }),
    new Style({ image: new CircleStyle({ radius: 13, stroke: new Stroke({ color: palette.hazardLine, width: 2.5 }) }) }),
    new Style({ image: new CircleStyle({ radius: 2.5, fill: new Fill({ color: palette.hazardLine }) }) }),
  ]
}
