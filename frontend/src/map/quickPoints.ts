/**
 * A layer of thousands of marks with names that keeps up with the hand. They are drawn once on a sheet larger than the map,
 * which is what a frame shows while the map is dragged; a new sheet is drawn when things move, the zoom changes or it ends.
 */
import type Feature from 'ol/Feature'
import type { FrameState } from 'ol/Map'
import type { Coordinate } from 'ol/coordinate'
import type Point from 'ol/geom/Point'
import VectorLayer from 'ol/layer/Vector'
import CanvasLayerRenderer from 'ol/renderer/canvas/Layer'
import type VectorSource from 'ol/source/Vector'
import type Style from 'ol/style/Style'

import { labelPicture, type LabelPicture, labelBox } from './labelPictures'
import { type Box, type Named, namedOf } from './labelRoom'

/** How much of the map's side the sheet reaches beyond each edge. */
const BEYOND = 0.3
/** At other zooms than its own a sheet is shown stretched, up to so much. */
const MOST_STRETCHED = 3
const ANIMATING = 0
const INTERACTING = 1

interface Drawn extends Named {
  feature: Feature
  x: number
  y: number
  picture: CanvasImageSource | null
  text: LabelPicture | null
}

interface Sheet {
  canvas: HTMLCanvasElement
  centre: Coordinate
  resolution: number
  ratio: number
  revision: string
  drawn: Drawn[]
}

type Callback<T> = (feature: Feature, layer: VectorLayer, geometry: Point) => T

class QuickRenderer extends CanvasLayerRenderer<QuickPointLayer> {
  private sheet: Sheet | null = null

  override prepareFrame(frame: FrameState): boolean {
    if (!frame.size[0] || !frame.size[1]) return false
    if (!this.isFit(frame)) this.sheet = drawSheet(this.getLayer(), frame, this.sheet)
    return true
  }

  /** Whether the sheet shows what there is, here, well enough for the moment. */
  private isFit(frame: FrameState): boolean {
    const { sheet } = this
    if (!sheet || sheet.ratio !== frame.pixelRatio) return false
    const { resolution } = frame.viewState
    if (resolution !== sheet.resolution) {
      const moving = frame.viewHints[ANIMATING]! > 0 || frame.viewHints[INTERACTING]! > 0
      const stretched = Math.max(resolution / sheet.resolution, sheet.resolution / resolution)
      return moving && stretched < MOST_STRETCHED
    }
    return sheet.revision === revisionOf(this.getLayer()) && reaches(sheet, frame)
  }

  override renderFrame(frame: FrameState, target: HTMLElement): HTMLElement {
    this.prepareContainer(frame, target)
    this.preRender(this.context!, frame)
    if (!frame.declutter) this.show(frame)
    this.postRender(this.context!, frame)
    return this.container!
  }

  /** Among layers whose names give way to each other marks come last, above all names of the ground. */
  override renderDeferredInternal(frame: FrameState): void {
    this.show(frame)
  }

  renderDeclutter(): void {
    // Room for names is found when the sheet is drawn, not again for each frame.
  }

  private show(frame: FrameState): void {
    const { sheet } = this
    if (!sheet) return
    const { center, resolution } = frame.viewState
    const scale = sheet.resolution / resolution
    const [width, height] = [sheet.canvas.width * scale, sheet.canvas.height * scale]
    const x = (frame.size[0]! / 2 + (sheet.centre[0]! - center[0]!) / resolution) * frame.pixelRatio - width / 2
    const y = (frame.size[1]! / 2 - (sheet.centre[1]! - center[1]!) / resolution) * frame.pixelRatio - height / 2
    const pen = this.context as CanvasRenderingContext2D
    pen.globalAlpha = this.getLayer().getOpacity()
    if (scale === 1) pen.drawImage(sheet.canvas, Math.round(x), Math.round(y))
    else pen.drawImage(sheet.canvas, x, y, width, height)
    pen.globalAlpha = 1
  }

  override forEachFeatureAtCoordinate<T>(at: Coordinate, frame: FrameState, tolerance: number, callback: Callback<T>, matches: object[]): T | undefined {
    const { sheet } = this
    if (!sheet) return undefined
    const { resolution } = frame.viewState
    const stretch = sheet.resolution / resolution
    const layer = this.getLayer()
    for (const one of [...sheet.drawn].reverse()) {
      const geometry = one.feature.getGeometry() as Point
      const [x, y] = geometry.getFlatCoordinates() as [number, number]
      const distance = outside(one, (at[0]! - x) / resolution / stretch, (y - at[1]!) / resolution / stretch)
      if (distance === 0) {
        const found = callback(one.feature, layer, geometry)
        if (found) return found
      } else if (distance <= tolerance) matches.push({ feature: one.feature, layer, geometry, distanceSq: distance * distance, callback })
    }
    return undefined
  }

  handleFontsChanged(): void {
    this.sheet = null
  }
}

/** How far a place, relative to the thing in pixels, lies outside its mark. */
function outside({ mark, x, y }: Drawn, dx: number, dy: number): number {
  if (!mark) return Infinity
  const beyond = (value: number, low: number, high: number) => Math.max(low - value, 0, value - high)
  return Math.hypot(beyond(x + dx, mark.left, mark.right), beyond(y + dy, mark.top, mark.bottom))
}

function reaches(sheet: Sheet, frame: FrameState): boolean {
  const { center, resolution } = frame.viewState
  const room = (side: 0 | 1) => ((side ? sheet.canvas.height : sheet.canvas.width) / sheet.ratio - frame.size[side]!) / 2
  return [0, 1].every((side) => Math.abs(center[side]! - sheet.centre[side]!) / resolution <= room(side as 0 | 1))
}

const revisionOf = (layer: QuickPointLayer): string => `${layer.getSource()!.getRevision()} ${layer.getRevision()}`

function drawSheet(layer: QuickPointLayer, frame: FrameState, before: Sheet | null): Sheet {
  const { resolution, center } = frame.viewState
  const ratio = frame.pixelRatio
  const width = Math.ceil(frame.size[0]! * (1 + 2 * BEYOND) * ratio)
  const height = Math.ceil(frame.size[1]! * (1 + 2 * BEYOND) * ratio)
  const canvas = before?.canvas ?? document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const centre = [...center]
  const drawn = lookOver(layer, centre, resolution, width / ratio, height / ratio, ratio)
  const pen = canvas.getContext('2d')!
  for (const { picture, mark } of drawn) if (picture && mark) pen.drawImage(picture, mark.left * ratio, mark.top * ratio, (mark.right - mark.left) * ratio, (mark.bottom - mark.top) * ratio)
  for (const { text, label } of namedOf(drawn)) if (text && label) pen.drawImage(text.canvas, Math.round(label.left * ratio), Math.round(label.top * ratio))
  return { canvas, centre, resolution, ratio, revision: revisionOf(layer), drawn }
}

/** Everything on the sheet with its place there, in pixels of the screen: what goes below first. */
function lookOver(layer: QuickPointLayer, centre: Coordinate, resolution: number, width: number, height: number, ratio: number): Drawn[] {
  const styleOf = layer.getStyleFunction()
  const found: Drawn[] = []
  for (const feature of layer.getSource()!.getFeatures()) {
    const [east, north] = (feature.getGeometry() as Point).getFlatCoordinates() as [number, number]
    const x = width / 2 + (east - centre[0]!) / resolution
    const y = height / 2 - (north - centre[1]!) / resolution
    if (x < -100 || y < -100 || x > width + 100 || y > height + 100) continue
    const styles = styleOf?.(feature, resolution) as Style | Style[] | undefined
    const own = (Array.isArray(styles) ? styles : styles ? [styles] : []).map((style) => dressed(feature, style, x, y, ratio))
    const mark = own.find((one) => one.mark)?.mark ?? null
    for (const one of own) found.push({ ...one, own: mark })
  }
  return found.sort((a, b) => a.rank - b.rank)
}

function dressed(feature: Feature, style: Style, x: number, y: number, ratio: number): Drawn {
  const image = style.getImage()
  const size = image?.getSize()
  const text = style.getText()?.getText() ? labelPicture(style.getText()!, ratio) : null
  const box = image && size ? imageBox(size, image.getAnchor()!, image.getScaleArray()[0]!, x, y) : null
  return {
    feature, x, y, text, mark: box, own: box, rank: style.getZIndex() ?? 0,
    picture: image ? (image.getImage(ratio) as CanvasImageSource) : null,
    label: text ? labelBox(style.getText()!, text, x, y, ratio) : null,
    always: style.getText()?.getDeclutterMode() === 'none',
  }
}

function imageBox(size: number[], anchor: number[], scale: number, x: number, y: number): Box {
  const left = x - anchor[0]! * scale
  const top = y - anchor[1]! * scale
  return { left, top, right: left + size[0]! * scale, bottom: top + size[1]! * scale }
}

export class QuickPointLayer extends VectorLayer<VectorSource> {
  override createRenderer(): never {
    return new QuickRenderer(this) as never
  }
}
