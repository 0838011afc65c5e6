/** What the screens ask of the service about confirming rows and how fresh they are. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Confirmed, ConfirmIn, Depot, DepotPatch, Freshness, ToConfirm, TrustRule } from '@/api/models'

export const listToConfirm = (limit: number, county?: string): Promise<ToConfirm[]> => unwrap(api.GET('/api/confirmations', { params: { query: { limit, ...(county ? { county } : {}) } } }))
export const confirmRows = (body: ConfirmIn): Promise<Confirmed> => unwrap(api.POST('/api/confirmations', { body }))
export const listFreshness = (): Promise<Freshness[]> => unwrap(api.GET('/api/freshness'))
export const getTrustRule = (): Promise<TrustRule> => unwrap(api.GET('/api/trust-rule'))
export const changeDepot = (seen: Depot, body: DepotPatch): Promise<Depot> =>
  unwrap(api.PATCH('/api/depots/{depot_id}', { params: { path: { depot_id: seen.id } }, headers: ifMatch(seen), body }))
