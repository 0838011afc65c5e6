/** What the screens ask of the service about proposals, steering and orders. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { AcceptancePreview, AcceptIn, Order, Proposal, Steering, SteeringIn, SteeringsIn } from '@/api/models'

import type { OrderVerb } from './orderState'

const one = (seen: { id: string }) => ({ params: { path: { proposal_id: seen.id } } })

export const requestProposal = (): Promise<Proposal> => unwrap(api.POST('/api/proposals'))

/** The solved problem and its solution, in one archive. */
export const fetchCase = (seen: Proposal): Promise<Blob> =>
  unwrap(api.GET('/api/proposals/{proposal_id}/case', { ...one(seen), parseAs: 'blob' }) as Promise<{ data?: Blob; error?: unknown; response: Response }>)

/** Which part of a proposal is meant; nothing named: all of it. */
export type Wanted = Pick<AcceptIn, 'incident_ids' | 'team_ids' | 'trips'>

export const acceptProposal = (seen: Proposal, wanted: Wanted) =>
  unwrap(api.POST('/api/proposals/{proposal_id}/accept', { ...one(seen), headers: ifMatch(seen), body: wanted }))

/** Exactly which orders an acceptance would give, and to whom. */
export const previewAcceptance = (seen: Proposal, wanted: Wanted): Promise<AcceptancePreview> =>
  unwrap(api.POST('/api/proposals/{proposal_id}/preview', { ...one(seen), body: wanted }))

/** End the search and take the best answer so far. */
export const settleProposal = (seen: Proposal): Promise<Proposal> => unwrap(api.POST('/api/proposals/{proposal_id}/settle', one(seen)))

export const steer = (body: SteeringIn): Promise<Steering> => unwrap(api.POST('/api/steerings', { body }))

/** Several words of the officer at once: all or none. */
export const changeSteerings = (body: SteeringsIn): Promise<Steering[]> => unwrap(api.POST('/api/steerings/change', { body }))

export const liftSteering = (seen: Steering): Promise<Steering> =>
  unwrap(api.POST('/api/steerings/{steering_id}/lift', { params: { path: { steering_id: seen.id } }, headers: ifMatch(seen) }))

/** Report a step of an order; declining and recalling need a note. */
export const stepOrder = (seen: Order, verb: OrderVerb, note = ''): Promise<Order> => {
  const init = { params: { path: { order_id: seen.id } }, headers: ifMatch(seen), body: { note } }
  return unwrap(api.POST(`/api/orders/{order_id}/${verb}`, init))
}
