/** Marks: shape, frame, colour and pictogram put together once, as a picture for the map and as SVG for pages. */
import Icon from 'ol/style/Icon'

import { type Glyph, INCIDENT_GLYPHS, PLACE_GLYPHS, TRADE_GLYPHS, type Trade } from './glyphs'
import { darkInk, type Palette } from './palette'

export type TeamLook = 'available' | 'committed' | 'moving' | 'returning' | 'scene' | 'out'
export const TEAM_LOOKS: readonly TeamLook[] = ['available', 'committed', 'moving', 'scene', 'returning', 'out']

/** One stroke of the pen: a path round the middle of the mark, moved and scaled. */
interface Part {
  d: string
  fill?: string
  stroke?: string
  width?: number
  dash?: number[]
  /** Where the origin of the path lies, and how large a unit of it is. */
  at?: [x: number, y: number]
  scale?: number
}

/** A drawing around its middle; `reach` is the distance from the middle to its edge, in pixels. */
export interface Mark {
  reach: number
  parts: Part[]
}

const GRID = 24

const circle = (r: number): string => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
const square = (r: number): string => `M${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`
const diamond = (r: number): string => `M0 ${-r}L${r} 0 0 ${r} ${-r} 0z`

function corners(count: number, radius: number, inner = radius, turn = -Math.PI / 2): string {
  const steps = inner === radius ? count : 2 * count
  const points = Array.from({ length: steps }, (_, k) => {
    const [angle, r] = [turn + (2 * Math.PI * k) / steps, k % 2 ? inner : radius]
    return `${(r * Math.cos(angle)).toFixed(2)} ${(r * Math.sin(angle)).toFixed(2)}`
  })
  return `M${points.join('L')}z`
}

function glyphParts(glyph: Glyph, colour: string, size: number, y = 0): Part[] {
  const scale = size / GRID
  const at: [number, number] = [-size / 2, y - size / 2]
  const parts: Part[] = []
  if (glyph.fill) parts.push({ d: glyph.fill, fill: colour, at, scale })
  if (glyph.line) parts.push({ d: glyph.line, stroke: colour, width: 2.2, at, scale })
  return parts
}

/** The body of a team by its state: filled means ready or there, hollow means not there yet. */
function teamBody(group: TeamLook, palette: Palette): { parts: Part[]; ink: string; y: number; size: number; reach: number } {
  const colour = palette[group]
  const rim = (d: string): Part => ({ d, stroke: palette.halo, width: 4 })
  const solid = (d: string): Part[] => [rim(d), { d, fill: colour }]
  const hollow = (d: string, dash?: number[]): Part[] => [rim(d), { d, fill: palette.halo }, { d, stroke: colour, width: 2.2, dash }]
  const onColour = darkInk(colour) ? palette.inkDark : palette.inkLight
  switch (group) {
    case 'available':
      return { parts: solid(circle(7.5)), ink: onColour, y: 0, size: 10.5, reach: 10 }
    case 'committed':
      return { parts: hollow(diamond(11), [3, 2.2]), ink: colour, y: 0, size: 10, reach: 13 }
    case 'moving':
      return { parts: hollow('M0 -12L11.5 8.500H-11.500z'), ink: colour, y: 2.2, size: 10, reach: 15 }
    case 'returning':
      return { parts: hollow('M0 12L11.5 -8.500H-11.500z'), ink: colour, y: -2.6, size: 9.5, reach: 15 }
    case 'scene':
      return { parts: [...solid(square(9)), { d: square(6.8), stroke: onColour, width: 1 }], ink: onColour, y: 0, size: 11, reach: 12 }
    case 'out':
      return { parts: [...hollow(circle(7)), { d: 'M-7.5 7.500L7.5 -7.5', stroke: colour, width: 2 }], ink: colour, y: 0, size: 9, reach: 10 }
  }
}

/** Teams: the shape, frame and colour of the state with the pictogram of the trade. */
export function teamMark(group: TeamLook, trade: Trade, palette: Palette): Mark {
  const { parts, ink, y, size, reach } = teamBody(group, palette)
  return { reach, parts: [...parts, ...glyphParts(TRADE_GLYPHS[trade], ink, size, y)] }
}

/** The silhouettes of the levels: star, pentagon, square, circle; a level not yet known is a circle too, with its mark. */
const LEVEL_SHAPES = [circle(13), corners(8, 17.5, 13.5), corners(5, 17), square(12.5), circle(13.5)] as const
/** The numeral of a level in lines, so that no font is needed: I, II, III, IV; a question mark while unknown. */
const NUMERALS = [
  'M-1.7 -1.800a1.8 1.8 0 1 1 2.6 1.600q-.9.5-.9 1.400M0 3.200v.1', 'M0 -3v6', 'M-1.5 -3v6M1.5 -3v6', 'M-2.6 -3v6M0 -3v6M2.6 -3v6', 'M-3.2 -3v6M-1 -3L1.2 3 3.4 -3',
] as const

export type Response = 'reported' | 'responding' | 'over'

/** Incidents: the kind by pictogram, the level by colour, silhouette and numeral, the response by the frame. */
export function incidentMark(kind: string, level: number, response: Response, palette: Palette): Mark {
  const shape = LEVEL_SHAPES[level] ?? LEVEL_SHAPES[0]
  const glyph = INCIDENT_GLYPHS[kind as keyof typeof INCIDENT_GLYPHS] ?? INCIDENT_GLYPHS.other
  if (response === 'over') {
    const quiet: Part[] = [{ d: shape, stroke: palette.halo, width: 4, scale: 0.75 }, { d: shape, fill: palette.halo, scale: 0.75 }, { d: shape, stroke: palette.out, width: 2, scale: 0.75 }]
    return { reach: 15, parts: [...quiet, ...glyphParts(glyph, palette.out, 13)] }
  }
  const colour = palette.levels[level] ?? palette.levels[0]
  const ink = darkInk(colour) ? palette.inkDark : palette.inkLight
  const frame: Part[] = response === 'responding'
    ? [{ d: shape, stroke: palette.text, width: 6 }, { d: shape, stroke: palette.halo, width: 3 }]
    : [{ d: shape, stroke: palette.halo, width: 6 }, { d: shape, stroke: palette.text, width: 3, dash: [4, 3] }]
  return { reach: 25, parts: [...frame, { d: shape, fill: colour }, ...glyphParts(glyph, ink, 18), ...badge(NUMERALS[level] ?? NUMERALS[0], palette)] }
}

function badge(numeral: string, palette: Palette): Part[] {
  const at: [number, number] = [14.5, -13.5]
  return [{ d: circle(7.2), fill: palette.text, at }, { d: circle(7.2), stroke: palette.halo, width: 1.5, at }, { d: numeral, stroke: palette.halo, width: 1.6, at }]
}

export type FixedKind = 'depot' | 'facility' | 'source'

/** Depots, facilities and hazard sources: a house, a rounded field, a hexagon, each with the pictogram of its kind. */
export function fixedMark(kind: FixedKind, glyph: string, palette: Palette): Mark {
  const shape = {
    depot: 'M0 -11L9.5 -4.500V8.500H-9.500V-4.500z',
    facility: 'M-5 -9H5A4 4 0 0 1 9 -5V5A4 4 0 0 1 5 9H-5A4 4 0 0 1 -9 5V-5A4 4 0 0 1 -5 -9z',
    source: corners(6, 10.5),
  }[kind]
  const drawn = PLACE_GLYPHS[glyph as keyof typeof PLACE_GLYPHS] ?? PLACE_GLYPHS[kind]
  const colour = palette[kind]
  const ink = darkInk(colour) ? palette.inkDark : palette.inkLight
  return { reach: 13, parts: [{ d: shape, stroke: palette.halo, width: 3 }, { d: shape, fill: colour }, ...glyphParts(drawn, ink, 12, kind === 'depot' ? 1.5 : 0)] }
}

export type Counts = Partial<Record<TeamLook, number>>

/** Several in one place: a ring with a share of each state around their number, which the map writes inside. */
export function clusterMark(counts: Counts, palette: Palette, ring?: string): Mark {
  const total = Object.values(counts).reduce((sum, one) => sum + one, 0)
  const radius = total > 99 ? 17 : total > 9 ? 15 : 13
  const parts: Part[] = [{ d: circle(radius + 1), stroke: palette.halo, width: 3 }, { d: circle(radius), fill: palette.halo }]
  if (ring || !total) return { reach: radius + 4, parts: [...parts, { d: circle(radius - 2), stroke: ring ?? palette.out, width: 3 }] }
  let begun = 0
  for (const group of TEAM_LOOKS) {
    const share = (counts[group] ?? 0) / total
    if (share) parts.push({ d: arc(radius - 2, begun, begun + share), stroke: palette[group], width: group === 'available' ? 3.2 : 5, dash: group === 'out' ? [2, 1.5] : undefined })
    begun += share
  }
  return { reach: radius + 4, parts }
}

function arc(r: number, from: number, to: number): string {
  if (to - from > 0.999) return circle(r)
  const at = (share: number) => `${(r * Math.sin(2 * Math.PI * share)).toFixed(2)} ${(-r * Math.cos(2 * Math.PI * share)).toFixed(2)}`
  return `M${at(from)}A${r} ${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}`
}

function drawPart(pen: CanvasRenderingContext2D, part: Part): void {
  pen.save()
  if (part.at) pen.translate(...part.at)
  if (part.scale) pen.scale(part.scale, part.scale)
  const path = new Path2D(part.d)
  if (part.fill) {
    pen.fillStyle = part.fill
    pen.fill(path, 'evenodd')
  }
  if (part.stroke) {
    pen.strokeStyle = part.stroke
    pen.lineWidth = part.width ?? 1
    pen.lineJoin = 'round'
    pen.lineCap = part.dash ? 'butt' : 'round'
    pen.setLineDash(part.dash ?? [])
    pen.stroke(path)
  }
  pen.restore()
}

/** Draw a mark with its middle at a place of a canvas. */
export function drawMark(pen: CanvasRenderingContext2D, mark: Mark, x: number, y: number, ratio = 1): void {
  pen.save()
  pen.translate(x, y)
  pen.scale(ratio, ratio)
  for (const part of mark.parts) drawPart(pen, part)
  pen.restore()
}

const canvases = new Map<string, HTMLCanvasElement>()

function canvasOf(key: string, mark: Mark, ratio: number): HTMLCanvasElement {
  const known = canvases.get(key)
  if (known) return known
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.ceil(2 * mark.reach * ratio)
  const pen = canvas.getContext('2d')
  if (pen) drawMark(pen, mark, canvas.width / 2, canvas.height / 2, ratio)
  canvases.set(key, canvas)
  return canvas
}

/**
 * Return the picture of a mark for the map; `key` names everything it was made from but the palette,
 * so that each is drawn once. `displacement` shifts it, x to the right and y upwards.
 */
export function imageOf(key: string, palette: Palette, make: () => Mark, displacement: [number, number] = [0, 0]): Icon {
  const ratio = palette.ratio ?? Math.max(1, Math.ceil(window.devicePixelRatio || 1))
  const whole = `${palette.name} ${ratio} ${key}`
  const img = canvases.get(whole) ?? canvasOf(whole, make(), ratio)
  return new Icon({ img, width: img.width / ratio, height: img.height / ratio, displacement, declutterMode: 'obstacle' })
}

/** Forget what was drawn, after colours have changed. */
export function forgetImages(): void {
  canvases.clear()
}

/** Return the inside of an SVG drawing of a mark, moved to a place. */
export function svgParts(mark: Mark, x = 0, y = 0): string {
  const drawn = mark.parts.map((part) => {
    const moved = `${part.at ? `translate(${part.at.join(' ')}) ` : ''}${part.scale ? `scale(${Number(part.scale.toFixed(4))})` : ''}`.trim()
    const line = part.stroke
      ? ` stroke="${part.stroke}" stroke-width="${part.width ?? 1}" stroke-linejoin="round"${part.dash ? ` stroke-dasharray="${part.dash.join(' ')}"` : ' stroke-linecap="round"'}`
      : ''
    return `<path d="${part.d}"${moved ? ` transform="${moved}"` : ''} fill="${part.fill ?? 'none'}" fill-rule="evenodd"${line}/>`
  })
  return `<g transform="translate(${x} ${y})">${drawn.join('')}</g>`
}

/** Return a mark as an SVG picture of its own. */
export function svgOf(mark: Mark): string {
  const { reach } = mark
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-reach} ${-reach} ${2 * reach} ${2 * reach}" width="${2 * reach}" height="${2 * reach}" aria-hidden="true">${svgParts(mark)}</svg>`
}
