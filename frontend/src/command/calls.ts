/** What the command line asks of the service. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { IncidentIn, Order, OrderIn, OrderPreview, PlanMatch, Responded, ResponseIn } from '@/api/models'

export const previewOrder = (team_id: string, incident_id: string): Promise<OrderPreview> =>
  unwrap(api.GET('/api/order-preview', { params: { query: { team_id, incident_id } } }))

export const issueOrder = (seen: OrderPreview, body: OrderIn): Promise<Order> =>
  unwrap(api.POST('/api/orders', { headers: ifMatch({ version: seen.team_version }), body }))

export const matchReport = (body: IncidentIn): Promise<PlanMatch[]> => unwrap(api.POST('/api/report-matches', { body }))

export const reportAndRespond = (body: ResponseIn): Promise<Responded> => unwrap(api.POST('/api/responses', { body }))
