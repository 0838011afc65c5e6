/** What the screens of closures ask of the service. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Closure, ClosureImpact, ImportApplied, ImportPreview, MarkedRoad, Page, PointedRoad } from '@/api/models'
import type { components } from '@/api/schema'

import type { ClosureState } from './closureState'

type S = components['schemas']
export type Datum = S['Datum']
export type PieceScope = S['PieceScope']

const one = (closure: Closure) => ({ params: { path: { closure_id: closure.id } }, headers: ifMatch(closure) })

export const drawClosure = (body: S['ClosureIn']) => unwrap(api.POST('/api/closures', { body })) as Promise<Closure>

export const changeClosure = (closure: Closure, body: S['ClosurePatch']) => unwrap(api.PATCH('/api/closures/{closure_id}', { ...one(closure), body })) as Promise<Closure>

export const liftClosure = (closure: Closure) => unwrap(api.POST('/api/closures/{closure_id}/lift', one(closure))) as Promise<Closure>

export const restoreClosure = (closure: Closure) => unwrap(api.POST('/api/closures/{closure_id}/restore', one(closure))) as Promise<Closure>

export const openRoad = (closure: Closure, road: MarkedRoad) => unwrap(api.POST('/api/closures/{closure_id}/open-road', { ...one(closure), body: { road: road as S['MarkedRoad'] } })) as Promise<Closure>

export const closeRoad = (closure: Closure, index: number) => unwrap(api.POST('/api/closures/{closure_id}/close-road', { ...one(closure), body: { index } })) as Promise<Closure>

export const impactOf = (closure_id: string) => unwrap(api.GET('/api/closures/{closure_id}/impact', { params: { path: { closure_id } } })) as Promise<ClosureImpact>

export const previewImpact = (body: S['ClosurePreviewIn']) => unwrap(api.POST('/api/closures/preview', { body })) as Promise<ClosureImpact>

export const roadAt = (lon: number, lat: number, scope: PieceScope) => unwrap(api.GET('/api/roads/piece', { params: { query: { lon, lat, scope } } })) as Promise<PointedRoad>

export const unmatchedClosures = () => unwrap(api.GET('/api/closures/unmatched'))

export const pastClosures = (state: ClosureState[], q: string, offset: number) =>
  unwrap(api.GET('/api/closures', { params: { query: { state, q, offset, limit: 50 } } })) as Promise<Page<Closure>>

export const previewImport = (body: S['ClosureFileIn']) => unwrap(api.POST('/api/closures/imports/preview', { body })) as Promise<ImportPreview>

export const applyImport = (body: S['ClosureImportIn']) => unwrap(api.POST('/api/closures/imports', { body })) as Promise<ImportApplied>

export const liftImport = (import_id: string) => unwrap(api.POST('/api/closures/imports/{import_id}/lift', { params: { path: { import_id } } })) as Promise<Closure[]>
