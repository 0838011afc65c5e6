/** How hazard areas look: each kind has its own rim and its own hatching, so that none needs its colour. */
import type { FeatureLike } from 'ol/Feature'
import type { ColorLike } from 'ol/colorlike'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'

import type { Palette } from '@/map/palette'

import type { AreaKind } from './calls'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const LABELS_BELOW = 20

/** Width of the rim and its dashes. */
const RIMS: Record<AreaKind, { width: number; dash?: number[] }> = {
  isolation: { width: 3 },
  protective_action: { width: 2, dash: [10, 6] },
  plume: { width: 2, dash: [2, 5] },
  flood: { width: 2 },
  buffer: { width: 2, dash: [12, 5, 2, 5] },
  drawn: { width: 2, dash: [5, 4] },
}
/** What a hatched tile of ten pixels is drawn of: strokes from, to. */
const HATCHES: Partial<Record<AreaKind, number[][]>> = {
  plume: [[1, 1, 2.4, 1], [6, 6, 7.4, 6]],
  flood: [[0, 3, 2.5, 1.5], [2.5, 1.5, 5, 3], [5, 3, 7.5, 4.5], [7.5, 4.5, 10, 3]],
  drawn: [[0, 10, 10, 0], [-1, 1, 1, -1], [9, 11, 11, 9]],
}
/** The mark of each kind in lists and in the legend. */
export const KIND_MARKS: Record<AreaKind, string> = { isolation: '◉', protective_action: '◱', plume: '░', flood: '≈', buffer: '◌', drawn: '▨' }

const tiles = new Map<string, ColorLike>()

function hatched(kind: AreaKind, palette: Palette): ColorLike {
  const key = `${kind}${palette.hazardLine}`
  if (!tiles.has(key)) tiles.set(key, tile(kind, palette))
  return tiles.get(key)!
}

function tile(kind: AreaKind, palette: Palette): ColorLike {
  const strokes = HATCHES[kind]
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 10
  const pen = canvas.getContext('2d')
  if (!strokes || !pen) return palette.hazardFill
  pen.fillStyle = palette.hazardFill
  pen.fillRect(0, 0, 10, 10)
  pen.strokeStyle = palette.hazardLine
  pen.globalAlpha = 0.55
  pen.lineWidth = 1.2
  for (const [x, y, toX, toY] of strokes as [number, number, number, number][]) {
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(toX, toY)
    pen.stroke()
  }
  return pen.createPattern(canvas, 'repeat') ?? palette.hazardFill
}

/** Areas that stand, and sketches of areas with a halo; the one that is looked at has a heavier rim. */
export function hazardStyle(palette: Palette, chosen: () => string | null = () => null) {
  return (feature: FeatureLike, resolution: number): Style | Style[] => {
    const kind = feature.get('kind') as AreaKind
    const rim = RIMS[kind]
    const heavy = feature.get('id') === chosen()
    const stroke = new Stroke({ color: palette.hazardLine, width: rim.width + (heavy ? 2 : 0), lineDash: rim.dash })
    const text = resolution < LABELS_BELOW ? words(feature.get('name') as string, palette) : undefined
    const area = new Style({ fill: new Fill({ color: hatched(kind, palette) }), stroke, text, zIndex: heavy ? 2 : 1 })
    return feature.get('sketch') || heavy ? [new Style({ stroke: new Stroke({ color: palette.halo, width: rim.width + 5 }) }), area] : area
  }
}

/** A part of a flood that is at least so deep: the deeper, the darker, since the bands lie in each other. */
export function bandStyle(palette: Palette): Style {
  const faint = (alpha: string): string => palette.hazardFill.replace(/[\d.]+\)$/, `${alpha})`)
  return new Style({ fill: new Fill({ color: faint('0.07') }), stroke: new Stroke({ color: faint('0.35'), width: 0.8 }) })
}

/** The way of an order round an area. */
export function roundStyle(palette: Palette): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: palette.halo, width: 9 }) }),
    new Style({ stroke: new Stroke({ color: palette.committed, width: 4.5, lineDash: [14, 6] }) }),
  ]
}

function words(text: string, palette: Palette): Text {
  return new Text({ text, font: `12px ${FONT}`, fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 3 }), overflow: true })
}
