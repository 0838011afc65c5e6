/** Going through the things of the map by keyboard: from one to the next, each said aloud and ringed. */
import Feature from 'ol/Feature'
import PointGeometry from 'ol/geom/Point'
import VectorLayer from 'ol/layer/Vector'
import type OlMap from 'ol/Map'
import { containsCoordinate } from 'ol/extent'
import VectorSource from 'ol/source/Vector'
import { type Ref, ref, watch } from 'vue'

import { i18n } from '@/app/i18n'

import { membersOf } from './clusters'
import type { LiveLayer } from './layerKind'
import type { LiveLayerName } from './layerList'
import type { Palette } from './palette'
import { chosenRing, isBusy } from './symbols'
import type { TeamLook } from './marks'

const ORDER = ['incidents', 'teams', 'depots', 'facilities', 'hazardSources'] as const
type Walked = (typeof ORDER)[number]
const t = i18n.global.t

export interface Stop {
  layer: Walked
  feature: Feature
  at: number[]
}

/** Return in which order the things in sight are visited: incidents, teams at work, other teams, places. */
function rank({ layer, feature }: Stop): number {
  const busy = layer === 'teams' && membersOf(feature).some((one) => isBusy(one.get('look') as TeamLook))
  return ORDER.indexOf(layer) * 2 - (busy ? 1 : 0)
}

function detailOf({ layer, feature }: Stop): string {
  const members = membersOf(feature)
  if (members.length > 1) return t('mapTool.gathered.title', { n: members.length })
  if (layer === 'incidents') return `${feature.get('levelText') as string} · ${t(`mapTool.response.${feature.get('response') as string}`)}`
  if (layer === 'teams') return `${t(`mapTool.trade.${feature.get('trade') as string}`)} · ${t(`mapTool.look.${feature.get('look') as string}`)}`
  return ''
}

/** Let the things in sight be visited one by one; `said` is for the ear, `here` for whoever opens the one visited. */
export function walking(map: OlMap, layers: Record<LiveLayerName, LiveLayer>, palette: Ref<Palette>) {
  const said = ref('')
  const ring = new VectorLayer({ source: new VectorSource(), zIndex: 30, properties: { name: 'visited' } })
  let here: Stop | null = null
  map.addLayer(ring)
  const end = watch(palette, (next) => ring.setStyle(chosenRing(next, 60, 26)), { immediate: true })

  function stops(): Stop[] {
    const seen = map.getView().calculateExtent()
    const all = ORDER.filter((name) => layers[name].layer.getVisible()).flatMap((layer) =>
      layers[layer].layer.getSource()!.getFeatures().map((feature) => ({ layer, feature, at: (feature.getGeometry() as PointGeometry).getCoordinates() })))
    return all.filter(({ at }) => containsCoordinate(seen, at)).sort((a, b) => rank(a) - rank(b) || b.at[1]! - a.at[1]! || a.at[0]! - b.at[0]!)
  }

  function leave(): void {
    here = null
    ring.getSource()!.clear()
  }

  /** Visit the next thing, or the one before; false when there is none left and the focus may go on. */
  function step(forward: boolean): boolean {
    const all = stops()
    const id = here?.feature.getId()
    const known = here ? all.findIndex((one) => one.feature.getId() === id && one.layer === here!.layer) : -1
    const index = here ? known + (forward ? 1 : -1) : forward ? 0 : all.length - 1
    leave()
    here = all[index] ?? null
    if (!here) {
      said.value = t(all.length ? 'mapTool.walk.left' : 'mapTool.walk.none')
      return false
    }
    ring.getSource()!.addFeature(new Feature(new PointGeometry(here.at)))
    const name = String(here.feature.get('title') ?? here.feature.get('name') ?? '')
    const what = [t(`map.${here.layer}`), name, detailOf(here)].filter(Boolean).join(' · ')
    said.value = t('mapTool.walk.at', { what, n: index + 1, total: all.length })
    return true
  }

  return { said, step, leave, here: (): Stop | null => here, end: () => { end(); map.removeLayer(ring) } }
}
