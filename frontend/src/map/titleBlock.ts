/** What stands around a printed map: title, unit, times, datum, scale, north, legend, and 演练 where it is one. */
import { drawMark, type Mark } from './marks'
import type { Palette } from './palette'
import { FONT } from './symbols'

export interface PrintFacts {
  title: string
  /** Label and value of each line: unit, author, made at, data as of, datum. */
  lines: [label: string, value: string][]
  sources: string
  legendTitle: string
  legend: { mark: Mark; text: string }[]
  scale: ScaleBar
  north: string
  /** What marks a rehearsal; null when it is none. */
  exercise: string | null
}

export interface ScaleBar {
  metres: number
  px: number
  text: string
}

const STEPS = [1, 2, 5]

/** Return the longest round distance that is not longer than `mostPx` on a map of so many metres a pixel. */
export function scaleBar(metresPerPx: number, mostPx: number, write: (metres: number) => string): ScaleBar {
  const most = metresPerPx * mostPx
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = Math.max(...STEPS.map((step) => step * power).filter((step) => step <= most))
  return { metres, px: metres / metresPerPx, text: write(metres) }
}

/** Return the lines of the title block as they are read. */
export const blockLines = (facts: PrintFacts): string[] => [
  ...(facts.exercise ? [facts.exercise] : []), facts.title, ...facts.lines.map(([name, value]) => `${name}：${value}`), `${facts.scale.text}`, facts.sources,
  ...(facts.legend.length ? [`${facts.legendTitle}：${facts.legend.map((row) => row.text).join('、')}`] : []),
]

const EDGE = 24
const HEAD = 56
const LINE = 20
const LEGEND_STEP = 152
const LEGEND_ROW = 30

export interface Sheet {
  width: number
  height: number
  map: { x: number; y: number; width: number; height: number }
  legendY: number
  linesY: number
}

/** Return where everything stands on a sheet: head above, legend and lines below, the map takes the rest. */
export function sheetOf(width: number, height: number, legendCount: number, lineCount: number): Sheet {
  const inner = width - 2 * EDGE
  const legendRows = Math.ceil(legendCount / Math.max(1, Math.floor(inner / LEGEND_STEP)))
  const foot = legendRows * LEGEND_ROW + 26 + Math.ceil(lineCount / 2) * LINE + LINE + 14
  const map = { x: EDGE, y: HEAD, width: inner, height: height - HEAD - foot - EDGE }
  return { width, height, map, legendY: HEAD + map.height + 16, linesY: HEAD + map.height + 26 + legendRows * LEGEND_ROW }
}

interface Ink {
  pen: CanvasRenderingContext2D
  palette: Palette
}

function write({ pen, palette }: Ink, text: string, x: number, y: number, size: number, weight = 400, align: CanvasTextAlign = 'left'): void {
  pen.font = `${weight} ${size}px ${FONT}`
  pen.textAlign = align
  pen.textBaseline = 'middle'
  pen.fillStyle = palette.text
  pen.fillText(text, x, y)
}

function paintScale(ink: Ink, { map }: Sheet, facts: PrintFacts): void {
  const { pen, palette } = ink
  const [x, y] = [map.x + 14, map.y + map.height - 18]
  pen.fillStyle = palette.halo
  pen.fillRect(x - 8, y - 24, facts.scale.px + 16, 36)
  pen.strokeStyle = palette.text
  pen.lineWidth = 2
  pen.beginPath()
  for (const at of [0, facts.scale.px / 2, facts.scale.px]) {
    pen.moveTo(x + at, y)
    pen.lineTo(x + at, y - 7)
  }
  pen.moveTo(x, y)
  pen.lineTo(x + facts.scale.px, y)
  pen.stroke()
  write(ink, facts.scale.text, x + facts.scale.px / 2, y - 15, 12, 600, 'center')
}

function paintNorth(ink: Ink, { map }: Sheet, north: string): void {
  const { pen, palette } = ink
  const [x, y] = [map.x + map.width - 28, map.y + 40]
  pen.fillStyle = palette.halo
  pen.beginPath()
  pen.arc(x, y, 24, 0, 2 * Math.PI)
  pen.fill()
  pen.fillStyle = palette.text
  pen.beginPath()
  pen.moveTo(x, y - 20)
  pen.lineTo(x + 8, y + 8)
  pen.lineTo(x, y + 3)
  pen.lineTo(x - 8, y + 8)
  pen.fill()
  write(ink, north, x, y + 15, 12, 700, 'center')
}

/** A rehearsal is said in a box above and across the map, so that no cutting takes it off. */
function paintExercise(ink: Ink, { map, width }: Sheet, words: string): void {
  const { pen, palette } = ink
  pen.save()
  pen.globalAlpha = 0.16
  for (let row = 0; row < 3; row++) {
    pen.save()
    pen.translate(map.x + map.width / 2, map.y + (map.height * (row + 0.5)) / 3)
    pen.rotate(-0.3)
    write(ink, `${words}　${words}`, 0, 0, 84, 800, 'center')
    pen.restore()
  }
  pen.restore()
  pen.strokeStyle = palette.text
  pen.lineWidth = 3
  pen.strokeRect(width - EDGE - 116, 10, 116, 36)
  write(ink, words, width - EDGE - 58, 29, 22, 800, 'center')
}

function paintLegend(ink: Ink, sheet: Sheet, facts: PrintFacts): void {
  const perRow = Math.max(1, Math.floor((sheet.width - 2 * EDGE) / LEGEND_STEP))
  facts.legend.forEach(({ mark, text }, k) => {
    const [x, y] = [EDGE + 16 + (k % perRow) * LEGEND_STEP, sheet.legendY + 8 + Math.floor(k / perRow) * LEGEND_ROW]
    drawMark(ink.pen, mark, x, y, mark.reach > 20 ? 0.55 : 0.85)
    write(ink, text, x + 18, y, 12)
  })
}

function paintLines(ink: Ink, sheet: Sheet, facts: PrintFacts): void {
  const half = (sheet.width - 2 * EDGE) / 2
  facts.lines.forEach(([name, value], k) => write(ink, `${name}：${value}`, EDGE + (k % 2) * half, sheet.linesY + Math.floor(k / 2) * LINE, 13))
  write(ink, facts.sources, EDGE, sheet.linesY + Math.ceil(facts.lines.length / 2) * LINE, 10.5)
}

/** Return a canvas with the map and everything that must stand around it. */
export function paintSheet(picture: HTMLCanvasElement, sheet: Sheet, facts: PrintFacts, palette: Palette, ratio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = sheet.width * ratio
  canvas.height = sheet.height * ratio
  const pen = canvas.getContext('2d')
  if (!pen) return canvas
  const ink = { pen, palette }
  pen.scale(ratio, ratio)
  pen.fillStyle = palette.halo
  pen.fillRect(0, 0, sheet.width, sheet.height)
  const { x, y, width, height } = sheet.map
  pen.drawImage(picture, x, y, width, height)
  if (facts.exercise) paintExercise(ink, sheet, facts.exercise)
  pen.strokeStyle = palette.text
  pen.lineWidth = 1.2
  pen.strokeRect(x, y, width, height)
  write(ink, facts.title, sheet.width / 2, HEAD / 2 + 2, 24, 700, 'center')
  paintScale(ink, sheet, facts)
  paintNorth(ink, sheet, facts.north)
  paintLegend(ink, sheet, facts)
  paintLines(ink, sheet, facts)
  return canvas
}
