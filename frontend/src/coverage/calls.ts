/** What the screens ask of the service about cover, reach and sites. */
import { api, unwrap } from '@/api/client'
import type { CoverageAnswer, DepartureList, DriveTime, MoveList, Reached, Siting, SitingIn, TeamInReach, VehicleClass } from '@/api/models'

export interface CoverQuestion {
  capability: string
  within_s?: number
  count?: number
}

export interface OtherTeams {
  after_proposal?: boolean
  without?: string[]
  back?: string[]
}

/** Ask for the cover; `known` is the version in hand, which spares an answer that is the same. */
export const readCoverage = (question: CoverQuestion, other: OtherTeams = {}, known = '', cells = true): Promise<CoverageAnswer> =>
  unwrap(api.GET('/api/coverage', { params: { query: { ...question, ...other, known, cells } } }))

export const readDepartures = (query: CoverQuestion): Promise<DepartureList> => unwrap(api.GET('/api/coverage/departures', { params: { query } }))

export const readMoves = (query: CoverQuestion): Promise<MoveList> => unwrap(api.GET('/api/coverage/moves', { params: { query } }))

export const readReach = (lon: number, lat: number, vehicle: VehicleClass): Promise<Reached> =>
  unwrap(api.GET('/api/reach', { params: { query: { lon, lat, vehicle, minutes: REACH_MINUTES.join(',') } } }))

export const readTeamsInReach = (lon: number, lat: number, capability: string | null, within_s: number): Promise<TeamInReach[]> =>
  unwrap(api.GET('/api/reach/teams', { params: { query: { lon, lat, within_s, ...(capability ? { capability } : {}) } } }))

export const readDriveTime = (from: [number, number], to: [number, number], vehicle: VehicleClass): Promise<DriveTime> =>
  unwrap(api.GET('/api/drive-time', { params: { query: { from_lon: from[0], from_lat: from[1], to_lon: to[0], to_lat: to[1], vehicle } } }))

export const listSitings = (): Promise<Siting[]> => unwrap(api.GET('/api/sitings'))

export const askSiting = (body: SitingIn): Promise<Siting> => unwrap(api.POST('/api/sitings', { body }))

export const readSiting = (id: string): Promise<Siting> => unwrap(api.GET('/api/sitings/{siting_id}', { params: { path: { siting_id: id } } }))

export const stopSiting = (id: string): Promise<Siting> => unwrap(api.POST('/api/sitings/{siting_id}/stop', { params: { path: { siting_id: id } } }))

export const REACH_MINUTES = [5, 10, 15, 30]
