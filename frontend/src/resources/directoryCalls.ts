/** What the screens ask of the service about facilities, experts and rough positions. */
import { api, unwrap } from '@/api/client'
import type { Facility, Page } from '@/api/models'
import type { components, paths } from '@/api/schema'

export type Expert = components['schemas']['Expert']
export type FacilityQuery = NonNullable<paths['/api/facilities']['get']['parameters']['query']>
export type ExpertQuery = NonNullable<paths['/api/experts']['get']['parameters']['query']>
export type Noun = paths['/api/entered-positions/{noun}']['get']['parameters']['path']['noun']

export const listFacilities = (query: FacilityQuery): Promise<Page<Facility>> => unwrap(api.GET('/api/facilities', { params: { query } }))
export const listExperts = (query: ExpertQuery): Promise<Page<Expert>> => unwrap(api.GET('/api/experts', { params: { query } }))
export const listApproximate = (noun: Noun): Promise<string[]> => unwrap(api.GET('/api/entered-positions/{noun}', { params: { path: { noun } } }))
