/** What the screens ask of the service about hazard areas. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Closure, HazardArea } from '@/api/models'
import type { components } from '@/api/schema'
import type { Readable } from 'openapi-typescript-helpers'

type S = components['schemas']
export type How = S['HazardAreaIn']['how']
export type HazardPreview = Readable<S['HazardPreview']>
export type InsideReport = Readable<S['InsideReport']>
export type Crossing = Readable<S['Crossing']>
export type LimitIn = S['LimitIn']
export type CloseRoadsIn = S['CloseRoadsIn']
export type AreaKind = HazardArea['kind']

export const previewAreas = (incident_id: string, how: How): Promise<HazardPreview[]> =>
  unwrap(api.POST('/api/hazard-areas/preview', { body: { incident_id, how } }))

export const drawAreas = (incident_id: string, how: How, replaces: string[]): Promise<HazardArea[]> =>
  unwrap(api.POST('/api/incidents/{incident_id}/hazard-areas', { params: { path: { incident_id } }, body: { how, replaces } }))

const one = (hazard_area_id: string) => ({ path: { hazard_area_id } })

export const lookInside = (id: string): Promise<InsideReport> =>
  unwrap(api.GET('/api/hazard-areas/{hazard_area_id}/inside', { params: one(id) }))

export const withdrawArea = (seen: HazardArea): Promise<HazardArea> =>
  unwrap(api.POST('/api/hazard-areas/{hazard_area_id}/withdraw', { params: one(seen.id), headers: ifMatch(seen) }))

export const restoreArea = (seen: HazardArea): Promise<HazardArea> =>
  unwrap(api.POST('/api/hazard-areas/{hazard_area_id}/restore', { params: one(seen.id), headers: ifMatch(seen) }))

export const closeRoads = (id: string, body: CloseRoadsIn): Promise<Closure> =>
  unwrap(api.POST('/api/hazard-areas/{hazard_area_id}/close-roads', { params: one(id), body }))
