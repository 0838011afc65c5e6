/** How things look on the map: their mark for what they are and how they stand, a word when there is room. */
import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'

import type { Trade } from './glyphs'
import { fixedMark, type FixedKind, imageOf, incidentMark, type Response, teamMark, type TeamLook } from './marks'
import type { Palette } from './palette'

export const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const NAMES_BELOW = 40
const LABELS_BELOW = 12
/** Whoever is on scene stands beside the mark of the incident instead of under it. */
const BESIDE_PX: [number, number] = [30, -4]

export type TeamGroup = 'available' | 'committed' | 'moving' | 'scene' | 'out'
export type Styler = (feature: FeatureLike, resolution: number) => Style | Style[]

/** Return under which of five heads a team of this state is counted. */
export function teamGroup(state: string): TeamGroup {
  const look = teamLook(state)
  return look === 'returning' ? 'moving' : look
}

/** Return by which of six marks a team of this state is drawn. */
export function teamLook(state: string): TeamLook {
  switch (state) {
    case 'available':
    case 'standby':
      return 'available'
    case 'assigned':
      return 'committed'
    case 'en_route':
      return 'moving'
    case 'returning':
      return 'returning'
    case 'on_scene':
      return 'scene'
    default:
      return 'out'
  }
}

/** Whether a team of this look is at work: its name is written earlier and goes before others. */
export const isBusy = (look: TeamLook): boolean => look === 'moving' || look === 'scene' || look === 'committed'

/** Words under a mark, with a halo that keeps them off what lies behind. */
export function label(text: string, palette: Palette, offsetY: number, size = 11, weight = 400, offsetX = 0): Text {
  return new Text({
    text, offsetX, offsetY, font: `${weight} ${size}px ${FONT}`, padding: [0, 2, 0, 2],
    fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 3 }),
  })
}

/** A name on a ground of its own: read among marks and other names as well. */
function onPlate(text: Text, palette: Palette): Text {
  text.setBackgroundFill(new Fill({ color: `${palette.halo}d9` }))
  text.setPadding([1, 4, 0, 4])
  return text
}

/** Return the picture of a team; on scene it stands beside the place. */
export function teamImage(look: TeamLook, trade: Trade, palette: Palette) {
  return imageOf(`team ${look} ${trade}`, palette, () => teamMark(look, trade, palette), look === 'scene' ? BESIDE_PX : [0, 0])
}

/** Teams: shape, frame and colour of the state, pictogram of the trade; busy ones carry name and state earlier. */
export function teamStyle(palette: Palette): Styler {
  const made = new Map<string, Style>()
  return (feature, resolution) => {
    const look = (feature.get('look') ?? feature.get('group')) as TeamLook
    const trade = (feature.get('trade') ?? 'other') as Trade
    const busy = isBusy(look)
    const words = resolution < (busy ? NAMES_BELOW : LABELS_BELOW) ? wordsOf(feature, busy) : ''
    const key = `${look} ${trade} ${words}`
    let style = made.get(key)
    if (!style) {
      if (made.size > 4000) made.clear()
      const [right, up] = look === 'scene' ? BESIDE_PX : [0, 0]
      const text = words ? label(words, palette, 19 - up, 11, busy ? 500 : 400, right) : undefined
      style = new Style({ image: teamImage(look, trade, palette), text, zIndex: busy ? 20 : 10 })
      made.set(key, style)
    }
    return style
  }
}

function wordsOf(feature: FeatureLike, busy: boolean): string {
  const name = feature.get('name') as string
  const state = feature.get('stateText') as string | undefined
  return busy && name && state ? `${name} · ${state}` : name
}

/** Incidents: pictogram of the kind; colour, silhouette and numeral of the level; frame of the response. */
export function incidentStyle(palette: Palette, selected: () => string | null): Styler {
  return (feature) => {
    const level = (feature.get('level') as number | null) ?? 0
    const response = (feature.get('over') ? 'over' : (feature.get('response') ?? 'responding')) as Response
    const kind = (feature.get('kind') ?? 'other') as string
    const chosen = feature.get('id') === selected()
    const zIndex = 40 + (response === 'over' ? -10 : level ? 5 - level : 0)
    const levelText = feature.get('levelText') as string | undefined
    const title = feature.get('title') as string
    const mark = new Style({
      image: imageOf(`incident ${kind} ${level} ${response}`, palette, () => incidentMark(kind, level, response, palette)),
      text: onPlate(label(levelText && response !== 'over' ? `${levelText} · ${title}` : title, palette, 30, 13, 600), palette),
      zIndex,
    })
    return chosen ? [chosenRing(palette, zIndex), mark] : mark
  }
}

/** The ring around what is selected. */
export function chosenRing(palette: Palette, zIndex: number, radius = 24): Style {
  return new Style({
    image: new CircleStyle({ radius, stroke: new Stroke({ color: palette.text, width: 2.5, lineDash: [10, 5] }), fill: new Fill({ color: `${palette.halo}80` }), declutterMode: 'none' }),
    zIndex,
  })
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

/** Depots, facilities and hazard sources: marks of their own, named when near. */
export function fixedStyle(kind: FixedKind, palette: Palette): Styler {
  const glyph = (feature: FeatureLike) => String(feature.get('kind') ?? kind)
  return (feature, resolution) =>
    new Style({
      image: imageOf(`${kind} ${glyph(feature)}`, palette, () => fixedMark(kind, glyph(feature), palette)),
      text: resolution < LABELS_BELOW ? label(feature.get('name') as string, palette, 18) : undefined,
      zIndex: 5,
    })
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
