/** Everything that moves the map, all of it on somebody's word: a button, a key, or following what was chosen. */
import type OlMap from 'ol/Map'
import type View from 'ol/View'
import { fromLonLat, transformExtent } from 'ol/proj'
import { watch } from 'vue'

import type { Point } from '@/api/models'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'

import { type Followed, useMapState } from './state'

const WUHAN = [114.1, 30.45, 114.55, 30.72]
const MARGIN_PX = [60, 60, 60, 60]

/** What is shown at first: the extent of the site's roads, else the demo city. */
const region = (): number[] => transformExtent(useSession().settings?.bbox ?? WUHAN, 'EPSG:4326', 'EPSG:3857')

/** Return where something followed or selected is now; null when it is gone. */
export function whereIs({ kind, id }: Followed): Point | null {
  const live = useLive()
  if (kind === 'incident') return live.incident.get(id)?.position ?? null
  const team = live.team.get(id)
  return team ? (live.positions.get(id) ?? team.home) : null
}

/** Let a map be moved as asked; the functions are for its buttons. */
export function moving(map: OlMap) {
  const state = useMapState()
  const view = (): View => map.getView()

  const zoomAll = (): void => view().fit(region(), { duration: 250 })
  const zoomBy = (step: number): void => view().animate({ zoom: (view().getZoom() ?? 11) + step, duration: 150 })

  /** The first look: what somebody asked to see, else where the map was left, else the city. */
  function lookFirst(): void {
    if (state.focus) return look()
    if (state.box) return lookAtBox()
    if (!state.left) return view().fit(region())
    view().setCenter(state.left.center)
    view().setZoom(state.left.zoom)
  }

  const isSeen = (): boolean => !!map.getSize()?.[0] && !!map.getSize()?.[1]

  function look(): void {
    const wanted = state.focus
    if (!wanted || !isSeen()) return
    view().animate({ center: fromLonLat([wanted.point.lon, wanted.point.lat]), zoom: wanted.zoom ?? view().getZoom(), duration: 300 })
    state.focus = null
  }

  function lookAtBox(): void {
    if (!state.box || !isSeen()) return
    view().fit(transformExtent(state.box, 'EPSG:4326', 'EPSG:3857'), { duration: 300, padding: MARGIN_PX, maxZoom: 16 })
    state.box = null
  }

  /** Following is a choice; a drag of the map ends it. */
  function follow(): void {
    const at = state.followed && whereIs(state.followed)
    if (at) view().setCenter(fromLonLat([at.lon, at.lat]))
    else state.followed = null
  }

  function begin(): () => void {
    const dragged = map.on('pointerdrag', () => (state.followed = null))
    const sized = () => {
      if (!isSeen()) return
      map.un('change:size', sized)
      lookFirst()
    }
    map.on('change:size', sized)
    const ends = [
      watch(() => state.focus, look),
      watch(() => state.box, lookAtBox),
      watch(() => state.followed && whereIs(state.followed), () => state.followed && follow()),
    ]
    return () => {
      map.un('change:size', sized)
      map.un('pointerdrag', dragged.listener as never)
      for (const end of ends) end()
      if (view().getCenter()) state.left = { center: view().getCenter()!, zoom: view().getZoom()! }
    }
  }

  return { zoomAll, zoomBy, begin }
}
