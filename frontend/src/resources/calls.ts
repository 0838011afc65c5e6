/** What the screens ask of the service about teams, depots and lots. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Depot, Lot, Page, Team, TeamPatch } from '@/api/models'
import type { paths } from '@/api/schema'

export type TeamQuery = NonNullable<paths['/api/teams']['get']['parameters']['query']>
export type LotQuery = NonNullable<paths['/api/lots']['get']['parameters']['query']>
export type DepotQuery = NonNullable<paths['/api/depots']['get']['parameters']['query']>

export const listTeams = (query: TeamQuery): Promise<Page<Team>> => unwrap(api.GET('/api/teams', { params: { query } }))
export const listDepots = (query: DepotQuery): Promise<Page<Depot>> => unwrap(api.GET('/api/depots', { params: { query } }))
export const listLots = (query: LotQuery): Promise<Page<Lot>> => unwrap(api.GET('/api/lots', { params: { query } }))

export const changeTeam = (seen: Team, body: TeamPatch): Promise<Team> =>
  unwrap(api.PATCH('/api/teams/{team_id}', { params: { path: { team_id: seen.id } }, headers: ifMatch(seen), body }))
