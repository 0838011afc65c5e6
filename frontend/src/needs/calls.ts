/** What the screens ask of the service about needs. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Need, NeedIn } from '@/api/models'

export const raiseNeed = (incident_id: string, body: NeedIn): Promise<Need> =>
  unwrap(api.POST('/api/incidents/{incident_id}/needs', { params: { path: { incident_id } }, body }))

export const changeNeed = (seen: Need, body: { quantity?: number; within_s?: number; work_s?: number | null; cancelled?: true }): Promise<Need> =>
  unwrap(api.PATCH('/api/needs/{need_id}', { params: { path: { need_id: seen.id } }, headers: ifMatch(seen), body }))
