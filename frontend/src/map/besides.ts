/** What lies on the map beside its layers, for a sheet of paper: measures, ways found, reach, cover. And what its legend says of them. */
import VectorLayer from 'ol/layer/Vector'
import type OlMap from 'ol/Map'
import VectorSource from 'ol/source/Vector'
import { shallowRef } from 'vue'

import { CHANGES, LEVELS } from '@/coverage/cells'
import { attachCoverage } from '@/coverage/layer'
import { CHANGE_COLOURS, LEVEL_COLOURS, REACH_COLOURS, REACH_DASHES } from '@/coverage/paint'
import { useReach } from '@/coverage/reach'
import { useCoverage } from '@/coverage/store'
import { useWays } from '@/ways/store'
import { type WayWords, wayLayer } from '@/ways/layer'

import type { LayerName } from './layerList'
import type { Mark } from './marks'
import { measureStyle } from './measure'
import type { Palette } from './palette'
import { useMapState } from './state'

/** Put on a map what somebody measured, asked for and looks at; returns the way to end it. */
export function putBesides(map: OlMap, palette: Palette, words: WayWords, coverPage: boolean): () => void {
  const way = wayLayer(words)
  way.dress(palette)
  const measures = new VectorLayer({ source: new VectorSource({ features: (useMapState().hands?.measured() ?? []).map((one) => one.clone()) }), zIndex: 19, style: measureStyle(palette) })
  map.addLayer(way.layer)
  map.addLayer(measures)
  way.draw()
  return attachCoverage(map, shallowRef(palette), coverPage)
}

/** A piece of ground as the legend shows it; what must be told from the rest without colour is crossed. */
function groundMark(fill: string, line: string, dash?: number[], crossed?: string): Mark {
  const box = 'M-12 -7h24v14h-24z'
  return { reach: 13, parts: [{ d: box, fill }, ...(crossed ? [{ d: 'M-9 7L3 -7M-2 7L10 -7', stroke: crossed, width: 1.4 }] : []), { d: box, stroke: line, width: 1.8, dash }] }
}

const lineMark = (colour: string, width: number, dash?: number[]): Mark => ({ reach: 13, parts: [{ d: 'M-12 0h24', stroke: colour, width, dash }] })

export interface Explained {
  mark: Mark
  text: string
}

type Say = (key: string, facts?: Record<string, unknown>) => string

/** Areas and lines of the layers that are shown. */
function ofLayers(hidden: ReadonlySet<LayerName>, palette: Palette, say: Say): Explained[] {
  const rows: [LayerName, Mark][] = [
    ['hazards', groundMark(palette.hazardFill, palette.hazardLine)],
    ['closures', groundMark(palette.closureFill, palette.closure, [4, 3])],
    ['routes', lineMark(palette.route, 4)],
    ['boundaries', lineMark(palette.boundary, 2, [6, 3])],
  ]
  return rows.filter(([name]) => !hidden.has(name)).map(([name, mark]) => ({ mark, text: say(`map.${name}`) }))
}

/** Return whose cover the map shows; null where it shows none. */
export function coverShown(coverPage: boolean): string | null {
  const { picture, onCommand, capability } = useCoverage()
  return picture && (onCommand || coverPage) ? capability : null
}

function ofCover(palette: Palette, say: Say, coverPage: boolean): Explained[] {
  const { picture } = useCoverage()
  if (!picture || coverShown(coverPage) === null) return []
  const found = new Set(picture.values)
  const name = (at: number) => (picture.isChange ? `coverage.level.${CHANGES[at]}` : `coverage.levelShort.${LEVELS[at]}`)
  const colour = (at: number) => (picture.isChange ? CHANGE_COLOURS[CHANGES[at]!] : LEVEL_COLOURS[LEVELS[at]!])
  const worst = (at: number) => (picture.isChange ? CHANGES[at] === 'lost' : LEVELS[at] === 'none')
  return [...Array(picture.isChange ? CHANGES.length : LEVELS.length).keys()]
    .filter((at) => found.has(at) && (picture.isChange || LEVELS[at] !== 'nothing'))
    .map((at) => ({ mark: groundMark(colour(at), palette.label, undefined, worst(at) ? palette.halo : undefined), text: say(name(at)) }))
}

function ofAsked(palette: Palette, say: Say): Explained[] {
  const rows: Explained[] = (useReach().answer?.areas ?? []).map((area, rank) => ({
    mark: groundMark(REACH_COLOURS[rank] ?? REACH_COLOURS[3]!, palette.route, REACH_DASHES[rank]), text: say('coverage.reach.within', { n: area.within_s / 60 }),
  }))
  if (useWays().reachable && useWays().ways.length) rows.push({ mark: lineMark(palette.committed, 5), text: say('command.name.way') })
  return rows
}

/** Return what the legend of the sheet says of areas, lines, cover and reach that are on it. */
export const explained = (hidden: ReadonlySet<LayerName>, palette: Palette, say: Say, coverPage: boolean): Explained[] =>
  [...ofLayers(hidden, palette, say), ...ofCover(palette, say, coverPage), ...ofAsked(palette, say)]
