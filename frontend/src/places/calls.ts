/** What the screens ask of the service about places. */
import { api, unwrap } from '@/api/client'
import type { CoordinateForms, MilestonePreview, MilestoneRoad, MilestoneTable, PlaceAnswer, PlaceNear, PlaceRegion, Point } from '@/api/models'

export const search = (q: string, near: Point | null): Promise<PlaceAnswer> =>
  unwrap(api.GET('/api/search', { params: { query: { q, limit: 12, ...(near ? { near_lon: near.lon, near_lat: near.lat } : {}) } } }))

export const near = (point: Point): Promise<PlaceNear> => unwrap(api.GET('/api/places/near', { params: { query: { lon: point.lon, lat: point.lat } } }))

export const forms = (point: Point): Promise<CoordinateForms> => unwrap(api.GET('/api/coordinates', { params: { query: { lon: point.lon, lat: point.lat } } }))

export const listRegions = (): Promise<PlaceRegion[]> => unwrap(api.GET('/api/place-regions'))

export const removeRegion = (name: string): Promise<PlaceRegion> => unwrap(api.POST('/api/place-regions/{name}/remove', { params: { path: { name } } }))

export const listRoads = (): Promise<MilestoneRoad[]> => unwrap(api.GET('/api/milestones'))

export const previewTable = (table: MilestoneTable): Promise<MilestonePreview> => unwrap(api.POST('/api/milestones/preview', { body: table }))

export const importTable = (table: MilestoneTable): Promise<PlaceRegion> => unwrap(api.POST('/api/milestones', { body: table }))
