/** What the screens ask of the service about facilities, experts and rough positions. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Facility, Page, Truck } from '@/api/models'
import type { components, paths } from '@/api/schema'

export type Expert = components['schemas']['Expert']
export type FacilityQuery = NonNullable<paths['/api/facilities']['get']['parameters']['query']>
export type ExpertQuery = NonNullable<paths['/api/experts']['get']['parameters']['query']>
export type Noun = paths['/api/entered-positions/{noun}']['get']['parameters']['path']['noun']

export const listFacilities = (query: FacilityQuery): Promise<Page<Facility>> => unwrap(api.GET('/api/facilities', { params: { query } }))
export const listExperts = (query: ExpertQuery): Promise<Page<Expert>> => unwrap(api.GET('/api/experts', { params: { query } }))
export const listApproximate = (noun: Noun): Promise<string[]> => unwrap(api.GET('/api/entered-positions/{noun}', { params: { path: { noun } } }))
export type TruckPatch = components['schemas']['TruckPatch']
export type FacilityPatch = components['schemas']['FacilityPatch']
export type ExpertPatch = components['schemas']['ExpertPatch']
export const changeTruck = (seen: Truck, body: TruckPatch): Promise<Truck> =>
  unwrap(api.PATCH('/api/trucks/{truck_id}', { params: { path: { truck_id: seen.id } }, headers: ifMatch(seen), body }))
export const changeFacility = (seen: Facility, body: FacilityPatch): Promise<Facility> =>
  unwrap(api.PATCH('/api/facilities/{facility_id}', { params: { path: { facility_id: seen.id } }, headers: ifMatch(seen), body }))
export const changeExpert = (seen: Expert, body: ExpertPatch): Promise<Expert> =>
  unwrap(api.PATCH('/api/experts/{expert_id}', { params: { path: { expert_id: seen.id } }, headers: ifMatch(seen), body }))
