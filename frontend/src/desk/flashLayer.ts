/** Draws the ring that shows where something is; outside the view it stands at the border, on the way there. */
import Feature from 'ol/Feature'
import PointGeometry from 'ol/geom/Point'
import VectorLayer from 'ol/layer/Vector'
import type OlMap from 'ol/Map'
import { fromLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import { watch } from 'vue'

import { useFlash } from './flash'

const LASTS_MS = 2_400
const PULSES = 3
const MARGIN_PX = 22

/** Return a place as it can be shown in a view: itself, or the nearest point of the border. */
export function shownAt(pixel: [number, number], size: [number, number], margin = MARGIN_PX): { at: [number, number]; inside: boolean } {
  const clamp = (value: number, most: number) => Math.min(Math.max(value, margin), Math.max(margin, most - margin))
  const at: [number, number] = [clamp(pixel[0], size[0]), clamp(pixel[1], size[1])]
  return { at, inside: at[0] === pixel[0] && at[1] === pixel[1] }
}

function ring(share: number, colours: { line: string; halo: string }, inside: boolean): Style[] {
  const radius = inside ? 10 + 26 * ((share * PULSES) % 1) : 8 + 6 * ((share * PULSES) % 1)
  return [
    new Style({ image: new CircleStyle({ radius, stroke: new Stroke({ color: colours.halo, width: 7 }) }) }),
    new Style({ image: new CircleStyle({ radius, stroke: new Stroke({ color: colours.line, width: 3.5, lineDash: inside ? undefined : [4, 4] }) }) }),
  ]
}

/** Show on this map what is to be noticed; returns the way to end it. */
export function attachFlash(map: OlMap, colours: () => { line: string; halo: string }): () => void {
  const wanted = useFlash()
  const layer = new VectorLayer({ source: new VectorSource(), zIndex: 60, properties: { name: 'flash' } })
  let timer: ReturnType<typeof setInterval> | undefined
  map.addLayer(layer)

  function end(): void {
    clearInterval(timer)
    layer.getSource()!.clear()
  }

  function begin(): void {
    end()
    const place = wanted.at?.point
    const size = map.getSize()
    if (!place || !size) return
    const pixel = map.getPixelFromCoordinate(fromLonLat([place.lon, place.lat])) as [number, number] | null
    if (!pixel) return
    const { at, inside } = shownAt(pixel, size as [number, number])
    const mark = new Feature(new PointGeometry(inside ? fromLonLat([place.lon, place.lat]) : map.getCoordinateFromPixel(at)))
    layer.getSource()!.addFeature(mark)
    map.getTargetElement()!.dataset.flashed = `${place.lon},${place.lat}`
    const began = performance.now()
    const paint = () => {
      const share = (performance.now() - began) / LASTS_MS
      if (share >= 1) end()
      else mark.setStyle(ring(share, colours(), inside))
    }
    paint()
    timer = setInterval(paint, 50)
  }

  const deaf = watch(() => wanted.at, begin)
  return () => {
    deaf()
    end()
    map.removeLayer(layer)
  }
}
