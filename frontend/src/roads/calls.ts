/** What the page about roads asks of the service. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { ConditionsNow, NetworkInUse, RoadCondition, RoadConditionIn, Run, RunAccuracy, SpeedFit, SpeedView } from '@/api/models'

export const PAGE_RUNS = 50
export const DAYS = [30, 90, 180, 365] as const

export interface RunQuery {
  days: number
  which: 'all' | 'usable' | 'excluded'
  vehicle?: Run['vehicle']
  hour_band?: 'morning' | 'day' | 'evening' | 'night'
}

export const readNetwork = (): Promise<NetworkInUse> => unwrap(api.GET('/api/road-network'))

export const readConditions = (): Promise<ConditionsNow> => unwrap(api.GET('/api/road-conditions'))

export const setCondition = (body: RoadConditionIn): Promise<RoadCondition> => unwrap(api.POST('/api/road-conditions', { body }))

export const withdrawCondition = (seen: RoadCondition): Promise<RoadCondition> =>
  unwrap(api.POST('/api/road-conditions/{condition_id}/withdraw', { params: { path: { condition_id: seen.id } }, headers: ifMatch(seen) }))

export const readSpeeds = (): Promise<SpeedView> => unwrap(api.GET('/api/speeds'))

export const readAccuracy = (days: number): Promise<RunAccuracy> => unwrap(api.GET('/api/runs/accuracy', { params: { query: { days } } }))

export const listRuns = (query: RunQuery, offset: number): Promise<{ rows: Run[]; total: number }> =>
  unwrap(api.GET('/api/runs', { params: { query: { ...query, vehicle: query.vehicle as never, offset, limit: PAGE_RUNS } } }))

export const listFits = (): Promise<SpeedFit[]> => unwrap(api.GET('/api/speed-fits'))

export const learnNow = (): Promise<SpeedFit> => unwrap(api.POST('/api/speed-fits'))

export const activateFit = (seen: SpeedFit): Promise<SpeedFit> =>
  unwrap(api.POST('/api/speed-fits/{fit_id}/activate', { params: { path: { fit_id: seen.id } }, headers: ifMatch(seen) }))

export const deactivateFit = (seen: SpeedFit): Promise<SpeedFit> =>
  unwrap(api.POST('/api/speed-fits/{fit_id}/deactivate', { params: { path: { fit_id: seen.id } }, headers: ifMatch(seen) }))
