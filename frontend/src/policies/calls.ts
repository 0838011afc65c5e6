/** What the screens ask of the service about policies and the cover a site wants to keep. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { CoverStandard, CoverStandardIn, Policy, PolicyDocument } from '@/api/models'

export const listPolicies = (): Promise<Policy[]> => unwrap(api.GET('/api/policies'))

export const enterPolicy = (name: string, title: string, document: object): Promise<Policy> =>
  unwrap(api.POST('/api/policies', { body: { name, title, document: { ...document, name } } }))

export const changePolicy = (seen: Policy, patch: { title?: string; document?: PolicyDocument }): Promise<Policy> =>
  unwrap(api.PATCH('/api/policies/{policy_id}', { params: { path: { policy_id: seen.id } }, headers: ifMatch(seen), body: patch }))

export const activatePolicy = (seen: Policy): Promise<Policy> =>
  unwrap(api.POST('/api/policies/{policy_id}/activate', { params: { path: { policy_id: seen.id } }, headers: ifMatch(seen) }))

/** Put a policy of this name in force; one that is not on record yet is written down first. */
export async function adoptPolicy(name: string, title: string, document: object): Promise<Policy> {
  const known = (await listPolicies()).find((policy) => policy.name === name)
  return activatePolicy(known ?? (await enterPolicy(name, title, document)))
}

export const listStandards = (): Promise<CoverStandard[]> => unwrap(api.GET('/api/cover-standards'))

export const enterStandard = (body: CoverStandardIn): Promise<CoverStandard> => unwrap(api.POST('/api/cover-standards', { body }))

export const changeStandard = (seen: CoverStandard, patch: { within_s?: number; count?: number; weight?: number }): Promise<CoverStandard> =>
  unwrap(api.PATCH('/api/cover-standards/{standard_id}', { params: { path: { standard_id: seen.id } }, headers: ifMatch(seen), body: patch }))

export const retireStandard = (seen: CoverStandard): Promise<CoverStandard> =>
  unwrap(api.POST('/api/cover-standards/{standard_id}/retire', { params: { path: { standard_id: seen.id } }, headers: ifMatch(seen) }))
