/** What the screens ask of the service about programs' keys. */
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema'

export type Token = components['schemas']['Token']
export type NewToken = components['schemas']['NewToken']
export type TokenIn = components['schemas']['TokenIn']
export interface Area {
  code: string
  name: string
}

const at = (id: string) => ({ params: { path: { token_id: id } } })

export const listTokens = (): Promise<Token[]> => unwrap(api.GET('/api/tokens'))
export const makeToken = (body: TokenIn): Promise<NewToken> => unwrap(api.POST('/api/tokens', { body }))
export const rotateToken = (id: string, overlap_min: number): Promise<NewToken> => unwrap(api.POST('/api/tokens/{token_id}/rotate', { ...at(id), body: { overlap_min } }))
export const revokeToken = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/tokens/{token_id}', at(id)))
export const listAreas = (): Promise<Area[]> => unwrap(api.GET('/api/jurisdictions'))
