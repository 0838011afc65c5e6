/** Dragging the selected team on the map onto an incident: a line follows the hand, letting go opens the command. */
import Feature from 'ol/Feature'
import LineString from 'ol/geom/LineString'
import PointerInteraction from 'ol/interaction/Pointer'
import VectorLayer from 'ol/layer/Vector'
import type OlMap from 'ol/Map'
import type MapBrowserEvent from 'ol/MapBrowserEvent'
import VectorSource from 'ol/source/Vector'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'

import { usePanel } from '@/app/panel'
import { useLive } from '@/live/store'

import { dragged, dropOn, maySend } from './drag'

type Inspect = (pixel: number[]) => { layer: string | null; id: string | null }
const INK = '#0b7a75'

/** Let the selected team be dragged; the map itself moves when anything else is. Returns the way to end it. */
export function attachTeamDrag(map: OlMap, inspect: Inspect, busy: () => boolean): () => void {
  const live = useLive()
  const panel = usePanel()
  const source = new VectorSource()
  const layer = new VectorLayer({ source, zIndex: 30, style: new Style({ stroke: new Stroke({ color: INK, width: 3, lineDash: [6, 6] }) }), properties: { name: 'team-drag' } })
  let from: number[] | null = null

  function begin(event: MapBrowserEvent): boolean {
    if (busy() || !maySend() || panel.mode !== 'team') return false
    const found = inspect(event.pixel)
    const team = found.layer === 'teams' && found.id === panel.teamId ? live.team.get(found.id ?? '') : undefined
    if (!team) return false
    dragged.value = team
    from = event.coordinate
    return true
  }

  function follow(event: MapBrowserEvent): void {
    source.clear()
    source.addFeature(new Feature(new LineString([from!, event.coordinate])))
    map.getTargetElement()!.style.cursor = inspect(event.pixel).layer === 'incidents' ? 'copy' : 'grabbing'
  }

  function end(event: MapBrowserEvent): boolean {
    source.clear()
    map.getTargetElement()!.style.cursor = ''
    const found = inspect(event.pixel)
    if (found.layer === 'incidents' && found.id) dropOn(live.incident.get(found.id))
    dragged.value = null
    return false
  }

  const hand = new PointerInteraction({ handleDownEvent: begin, handleDragEvent: follow, handleUpEvent: end })
  map.addLayer(layer)
  map.addInteraction(hand)
  return () => {
    map.removeInteraction(hand)
    map.removeLayer(layer)
  }
}
