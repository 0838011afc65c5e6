/** Names drawn once each and kept, for layers that show the same ones again and again. */
import type Text from 'ol/style/Text'

import type { Box } from './labelRoom'

export interface LabelPicture {
  canvas: HTMLCanvasElement
  width: number
  height: number
}

/** Those used longest ago go first. */
const MOST_KEPT = 1_500
const LINE_PX = 1.35

const kept = new Map<string, LabelPicture>()
let ruler: CanvasRenderingContext2D | null = null

const colourOf = (paint: { getColor(): unknown } | null | undefined): string => String(paint?.getColor() ?? '#000')

/** Return the picture of a text as it is styled. */
export function labelPicture(style: Text, ratio: number): LabelPicture {
  const words = String(style.getText())
  const key = `${ratio}|${style.getFont()}|${colourOf(style.getFill())}|${colourOf(style.getStroke())}|${words}`
  const known = kept.get(key)
  if (known) {
    kept.delete(key)
    kept.set(key, known)
    return known
  }
  const made = write(style, words, ratio)
  kept.set(key, made)
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!)
  return made
}

/** Where on the sheet a text lies, in pixels of the screen. */
export function labelBox(style: Text, { width, height }: LabelPicture, x: number, y: number, ratio: number): Box {
  const left = x + style.getOffsetX() - width / ratio / 2
  const top = y + style.getOffsetY() - height / ratio / 2
  return { left, top, right: left + width / ratio, bottom: top + height / ratio }
}

function write(style: Text, words: string, ratio: number): LabelPicture {
  const font = style.getFont() ?? '10px sans-serif'
  const halo = style.getStroke()?.getWidth() ?? 0
  ruler ??= document.createElement('canvas').getContext('2d')!
  ruler.font = font
  const sizePx = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 12)
  const width = Math.ceil((ruler.measureText(words).width + halo) * ratio)
  const height = Math.ceil((sizePx * LINE_PX + halo) * ratio)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')!
  pen.scale(ratio, ratio)
  pen.font = font
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.lineJoin = 'round'
  pen.lineWidth = halo
  pen.strokeStyle = colourOf(style.getStroke())
  pen.fillStyle = colourOf(style.getFill())
  if (halo) pen.strokeText(words, width / ratio / 2, height / ratio / 2)
  pen.fillText(words, width / ratio / 2, height / ratio / 2)
  return { canvas, width, height }
}
