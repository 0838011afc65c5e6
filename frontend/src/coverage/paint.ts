/** Colours of cover, told apart without red and green too: purple lacks, green has; hatching marks the worst. */
import type { LevelName } from './cells'

export const LEVEL_COLOURS: Record<LevelName, string> = {
  unknown: 'rgba(120,130,140,0.13)',
  nothing: 'rgba(0,0,0,0)',
  none: 'rgba(118,42,131,0.62)',
  short: 'rgba(175,141,195,0.62)',
  just: 'rgba(166,219,160,0.62)',
  spare: 'rgba(27,120,55,0.55)',
}
export const CHANGE_COLOURS = { same: 'rgba(120,130,140,0.10)', lost: 'rgba(118,42,131,0.78)', gained: 'rgba(27,120,55,0.72)' } as const
export const REACH_COLOURS = ['rgba(0,104,139,0.36)', 'rgba(0,104,139,0.25)', 'rgba(0,104,139,0.16)', 'rgba(0,104,139,0.09)']
/** The rims of reach, from the nearest outwards: full, then broken ever more, so that none needs its shade. */
export const REACH_DASHES: (number[] | undefined)[] = [undefined, [12, 4], [6, 5], [2, 5]]

/** A hatched fill of a colour, so that what it marks is seen on paper and by everybody. */
export function hatched(context: CanvasRenderingContext2D, colour: string, line: string, ratio: number): CanvasPattern | string {
  const tile = document.createElement('canvas')
  const size = Math.round(7 * ratio)
  tile.width = tile.height = size
  const pen = tile.getContext('2d')
  if (!pen) return colour
  pen.fillStyle = colour
  pen.fillRect(0, 0, size, size)
  pen.strokeStyle = line
  pen.lineWidth = 1.1 * ratio
  for (const shift of [-size, 0, size]) {
    pen.beginPath()
    pen.moveTo(shift, size)
    pen.lineTo(shift + size, 0)
    pen.stroke()
  }
  return context.createPattern(tile, 'repeat') ?? colour
}
