/** The layer of incidents: each by kind, level and response, above everything else. */
import { watch, watchEffect } from 'vue'

import type { Incident } from '@/api/models'
import { i18n } from '@/app/i18n'
import { usePanel } from '@/app/panel'
import { useLive } from '@/live/store'

import type { LayerKind } from './layerKind'
import { incidentStyle } from './symbols'
import { pointOf, syncer } from './sync'

const RESPONSES = { reported: 'reported', responding: 'responding', stood_down: 'over', closed: 'over' } as const

function drawIncident(row: Incident) {
  if (row.state === 'closed') return null
  const level = row.level ?? row.proposed_level.level
  const { id, title, priority, kind } = row
  const levelText = `${i18n.global.t(level ? `level.${level}` : 'mapTool.levelUnknown')}${level && !row.level ? ' ?' : ''}`
  const properties = { id, title, priority, kind, level, levelText, response: RESPONSES[row.state], over: row.state === 'stood_down' }
  return { geometry: pointOf(row.position), properties }
}

export const incidents: LayerKind = {
  declutter: true,
  dress: (palette) => incidentStyle(palette, () => usePanel().incidentId),
  feed(drawn) {
    const live = useLive()
    const sync = syncer<Incident>(drawn.things, (row) => [row], drawIncident)
    return [watchEffect(() => sync(live.incident)), watch(() => usePanel().incidentId, () => drawn.layer.changed())]
  },
}
