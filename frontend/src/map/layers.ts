/** The live layers: one vector layer per noun, fed from the picture, dressed by the theme. */
import GeoJSON from 'ol/format/GeoJSON'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import { watch, watchEffect, type WatchStopHandle } from 'vue'

import type { Facility, Depot, HazardArea, HazardSource, Incident, Order, Position, Team } from '@/api/models'
import { usePanel } from '@/app/panel'
import { closureStyle, type ClosureWords, feedClosures } from '@/closures/layer'
import { isRunning } from '@/dispatch/orderState'
import { useHazards } from '@/hazards/store'
import { hazardStyle } from '@/hazards/style'
import { useLive } from '@/live/store'

import type { Palette } from './palette'
import type { LayerName } from './state'
import {
  boundaryStyle,
  fixedStyle,
  incidentStyle,
  routeStyle,
  type Styler,
  teamGroup,
  teamStyle,
} from './symbols'
import { areaOf, lineOf, pointOf, syncer } from './sync'

type Dress = (palette: Palette) => Styler
type Named = Exclude<LayerName, 'base'>

export interface LayerWords {
  hazard: (area: HazardArea) => string
  closure: ClosureWords
}

interface Live {
  layer: VectorLayer<VectorSource>
  dress: Dress
}

const ORDER: Record<Named, number> = {
  boundaries: 1, hazards: 2, closures: 3, routes: 4, hazardSources: 5, facilities: 6, depots: 7, teams: 8, incidents: 9,
}

function make(name: Named, dress: Dress, declutter = false): Live {
  const layer = new VectorLayer({ source: new VectorSource(), zIndex: ORDER[name], declutter, updateWhileAnimating: true, properties: { name } })
  return { layer, dress }
}

/** Return the layers by name with the functions that dress and feed them. */
export function liveLayers(words: LayerWords) {
  const panel = usePanel()
  const shown = useHazards()
  const layers: Record<Named, Live> = {
    boundaries: make('boundaries', boundaryStyle, true),
    hazards: make('hazards', (palette) => hazardStyle(palette, () => shown.chosen)),
    closures: make('closures', (palette) => closureStyle(palette, words.closure)),
    routes: make('routes', routeStyle),
    hazardSources: make('hazardSources', (palette) => fixedStyle('source', palette), true),
    facilities: make('facilities', (palette) => fixedStyle('facility', palette), true),
    depots: make('depots', (palette) => fixedStyle('depot', palette), true),
    teams: make('teams', teamStyle, true),
    incidents: make('incidents', (palette) => incidentStyle(palette, () => panel.incidentId)),
  }

  function dressAll(palette: Palette): void {
    for (const { layer, dress } of Object.values(layers)) layer.setStyle(dress(palette))
  }

  return { layers, dressAll, feed: () => feed(layers, words) }
}

function feed(layers: Record<Named, Live>, words: LayerWords): WatchStopHandle[] {
  const live = useLive()
  const source = (name: Named) => layers[name].layer.getSource()!
  const incidents = syncer<Incident>(source('incidents'), (row) => [row], drawIncident)
  const hazards = syncer<HazardArea>(source('hazards'), (row) => [row], (row) =>
    row.withdrawn_at ? null : { geometry: areaOf(row.area), properties: { id: row.id, kind: row.kind, name: words.hazard(row) } })
  const routes = syncer<Order>(source('routes'), (row) => [row], (row) =>
    row.route && isRunning(row) && !row.arrived_at ? { geometry: lineOf(row.route), properties: { id: row.id, estimated: row.estimated } } : null)
  const teams = syncer<[Team, Position | undefined]>(source('teams'), (pair) => pair, drawTeam)
  const depots = syncer<Depot>(source('depots'), (row) => [row], drawFixed)
  const facilities = syncer<Facility>(source('facilities'), (row) => [row], drawFixed)
  const sources = syncer<HazardSource>(source('hazardSources'), (row) => [row], drawFixed)
  return [
    watchEffect(() => incidents(live.incident)),
    watchEffect(() => hazards(live.hazard_area)),
    feedClosures(source('closures')),
    watchEffect(() => routes(live.order)),
    watchEffect(() => teams(withPositions(live.team, live.positions))),
    watchEffect(() => depots(live.depot)),
    watchEffect(() => facilities(live.facility)),
    watchEffect(() => sources(live.hazard_source)),
    watch(() => usePanel().incidentId, () => layers.incidents.layer.changed()),
    watch(() => useHazards().chosen, () => layers.hazards.layer.changed()),
  ]
}

function* withPositions(teams: Map<string, Team>, positions: Map<string, Position>): Iterable<[string, [Team, Position | undefined]]> {
  for (const [id, team] of teams) yield [id, [team, positions.get(id)]]
}

function drawIncident(row: Incident) {
  if (row.state === 'closed') return null
  const level = row.level ?? row.proposed_level.level
  const properties = { id: row.id, title: row.title, priority: row.priority, level, over: row.state === 'stood_down' }
  return { geometry: pointOf(row.position), properties }
}

function drawTeam([team, position]: [Team, Position | undefined]) {
  if (team.retired_at) return null
  return { geometry: pointOf(position ?? team.home), properties: { id: team.id, name: team.name, group: teamGroup(team.state) } }
}

function drawFixed(row: { id: string; name: string; position: { lon: number; lat: number } }) {
  return { geometry: pointOf(row.position), properties: { id: row.id, name: row.name } }
}

/** Read GeoJSON in degrees into features of the map. */
export function readBoundaries(collection: object) {
  return new GeoJSON().readFeatures(collection, { featureProjection: 'EPSG:3857' })
}
