/** What the screens ask of the service about requisitions. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { DecisionIn, HandOverIn, Page, Requisition, RequisitionIn, ReturnIn, SettlementIn } from '@/api/models'
import type { paths } from '@/api/schema'

export type RequisitionQuery = NonNullable<paths['/api/requisitions']['get']['parameters']['query']>

const at = (seen: Requisition) => ({ params: { path: { requisition_id: seen.id } }, headers: ifMatch(seen) })

export const listRequisitions = (query: RequisitionQuery): Promise<Page<Requisition>> => unwrap(api.GET('/api/requisitions', { params: { query } }))
export const draftRequisition = (body: RequisitionIn): Promise<Requisition> => unwrap(api.POST('/api/requisitions', { body }))
export const decide = (seen: Requisition, body: DecisionIn): Promise<Requisition> => unwrap(api.POST('/api/requisitions/{requisition_id}/decide', { ...at(seen), body }))
export const handOver = (seen: Requisition, body: HandOverIn): Promise<Requisition> => unwrap(api.POST('/api/requisitions/{requisition_id}/hand-over', { ...at(seen), body }))
export const giveBack = (seen: Requisition, body: ReturnIn): Promise<Requisition> => unwrap(api.POST('/api/requisitions/{requisition_id}/return', { ...at(seen), body }))
export const settle = (seen: Requisition, body: SettlementIn): Promise<Requisition> => unwrap(api.POST('/api/requisitions/{requisition_id}/settle', { ...at(seen), body }))
export const cancel = (seen: Requisition, note: string): Promise<Requisition> => unwrap(api.POST('/api/requisitions/{requisition_id}/cancel', { ...at(seen), body: { note } }))
