/** What the screens ask of the service about readiness and shifts. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Declared, ReadinessRow, Shift, ShiftIn } from '@/api/models'
import type { components } from '@/api/schema'

export const declareReadiness = (rows: ReadinessRow[]): Promise<Declared> => unwrap(api.POST('/api/readiness', { body: { rows } }))
export const listShifts = (since: string, until: string): Promise<Shift[]> => unwrap(api.GET('/api/shifts', { params: { query: { since, until } } }))
export const setShifts = (body: ShiftIn): Promise<Shift[]> => unwrap(api.POST('/api/shifts', { body }))
export const nameDuty = (seen: Shift, body: components['schemas']['ShiftPatch']): Promise<Shift> =>
  unwrap(api.PATCH('/api/shifts/{shift_id}', { params: { path: { shift_id: seen.id } }, headers: ifMatch(seen), body }))
export const removeShift = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/shifts/{shift_id}', { params: { path: { shift_id: id } } }))
