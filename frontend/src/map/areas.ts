/** The layers of areas and lines: danger areas, closures, ways of running orders, jurisdictions. */
import { watch, watchEffect } from 'vue'

import type { HazardArea, Order } from '@/api/models'
import { closureStyle, feedClosures } from '@/closures/layer'
import { isRunning } from '@/dispatch/orderState'
import { useHazards } from '@/hazards/store'
import { hazardStyle } from '@/hazards/style'
import { useLive } from '@/live/store'

import type { LayerKind } from './layerKind'
import { boundaryStyle, routeStyle } from './symbols'
import { areaOf, lineOf, syncer } from './sync'

export const hazards: LayerKind = {
  declutter: true,
  dress: (palette) => hazardStyle(palette, () => useHazards().chosen),
  feed(drawn, words) {
    const live = useLive()
    const sync = syncer<HazardArea>(drawn.things, (row) => [row], (row) =>
      row.withdrawn_at ? null : { geometry: areaOf(row.area), properties: { id: row.id, kind: row.kind, name: words.hazard(row) } })
    return [watchEffect(() => sync(live.hazard_area)), watch(() => useHazards().chosen, () => drawn.layer.changed())]
  },
}

export const closures: LayerKind = {
  declutter: true,
  dress: (palette, words) => closureStyle(palette, words.closure),
  feed: (drawn) => [feedClosures(drawn.things)],
}

export const routes: LayerKind = {
  declutter: false,
  dress: routeStyle,
  feed(drawn) {
    const live = useLive()
    const isDrawn = (row: Order) => isRunning(row) && !row.arrived_at
    const sync = syncer<Order>(drawn.things, (row) => [row.route, row.estimated, isDrawn(row)], (row) =>
      row.route && isDrawn(row) ? { geometry: lineOf(row.route), properties: { id: row.id, estimated: row.estimated } } : null)
    return [watchEffect(() => sync(live.order))]
  },
}

export const boundaries: LayerKind = { declutter: true, dress: boundaryStyle, feed: () => [] }
