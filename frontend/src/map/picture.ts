/**
 * A picture of the map as somebody sees it, drawn beside the screen so that the screen does not move: for paper,
 * for a file, and for whoever puts a map into a document (`mapPicture` gives a canvas, `.toBlob` a PNG of it).
 */
import OlMap from 'ol/Map'
import View from 'ol/View'

import { api, unwrap } from '@/api/client'
import { useSession } from '@/app/session'

import { baseLayer } from './base'
import { showOffline } from './layerChoice'
import type { LayerWords } from './layerKind'
import type { LayerName } from './layerList'
import { liveLayers, readBoundaries } from './layers'
import { LIGHT, type Palette } from './palette'
import { attachSiteLayers } from './siteLayers'

export interface PictureAsked {
  /** Size in pixels of the sheet, and how many pixels of the picture each of them has. */
  width: number
  height: number
  ratio: number
  /** The middle in metres of EPSG:3857, and metres of the projection to a pixel. */
  center: number[]
  resolution: number
  hidden: ReadonlySet<LayerName>
  words: LayerWords
  palette?: Palette
  /** What else lies on the map that is seen, put on a copy of it; returns the way to end it. */
  besides?: (map: OlMap, palette: Palette) => () => void
}

type Six = [number, number, number, number, number, number]

const PATIENCE_MS = 20_000

/** Wait until everything is drawn; marks that crowd are gathered after the first drawing. */
async function settled(map: OlMap): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('timeout')), PATIENCE_MS)
      map.once('rendercomplete', () => {
        clearTimeout(late)
        resolve()
      })
      map.render()
    })
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
}

/** Put the canvases of a map on one, each where its style sheet puts it. */
function together(map: OlMap, { width, height, ratio }: PictureAsked, ground: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = width * ratio
  canvas.height = height * ratio
  const pen = canvas.getContext('2d')!
  pen.fillStyle = ground
  pen.fillRect(0, 0, canvas.width, canvas.height)
  for (const layer of map.getViewport()!.querySelectorAll<HTMLCanvasElement>('.ol-layer canvas, canvas.ol-layer')) {
    if (!layer.width) continue
    const holder = layer.parentElement as HTMLElement
    pen.globalAlpha = Number(holder.style.opacity || layer.style.opacity || 1)
    const matrix = /^matrix\(([^)]*)\)$/.exec(layer.style.transform)?.[1]?.split(',').map(Number) as Six | undefined
    const scaled: Six = [parseFloat(layer.style.width) / layer.width || 1 / ratio, 0, 0, parseFloat(layer.style.height) / layer.height || 1 / ratio, 0, 0]
    const [a, b, c, d, e, f] = matrix ?? scaled
    pen.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio)
    pen.drawImage(layer, 0, 0)
  }
  return canvas
}

/** Return a picture of the map; light, as paper wants it, unless another palette is given. */
export async function mapPicture(asked: PictureAsked): Promise<HTMLCanvasElement> {
  const settings = useSession().settings
  const palette: Palette = { ...(asked.palette ?? LIGHT), ratio: Math.ceil(asked.ratio) }
  const { layers, dressAll, feed } = liveLayers(asked.words)
  const base = settings?.basemap ? baseLayer(settings.basemap, settings.attributions, palette, false) : null
  const target = document.createElement('div')
  target.style.cssText = `position:fixed;left:-20000px;top:0;width:${asked.width}px;height:${asked.height}px`
  document.body.append(target)
  const map = new OlMap({
    target, controls: [], interactions: [], pixelRatio: asked.ratio,
    layers: [...(base ? [base] : []), ...Object.values(layers).map((one) => one.layer)],
    view: new View({ center: asked.center, resolution: asked.resolution, enableRotation: false }),
  })
  dressAll(palette)
  for (const [name, { layer }] of Object.entries(layers)) layer.setVisible(!asked.hidden.has(name as LayerName))
  const ends = [...feed(), attachSiteLayers(map, settings?.map_layers ?? []), showOffline(base), asked.besides?.(map, palette) ?? (() => undefined)]
  try {
    layers.boundaries.layer.getSource()!.addFeatures(readBoundaries((await unwrap(api.GET('/api/boundaries'))) as object))
    await settled(map)
    return together(map, asked, palette.isDark ? '#0d141a' : '#eef1ee')
  } finally {
    for (const end of ends) end()
    map.setTarget(undefined)
    target.remove()
  }
}
