/** What the screens ask of the service about proposals, steering and orders. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Order, Proposal, Steering, SteeringIn } from '@/api/models'

import type { OrderVerb } from './orderState'

export const requestProposal = (): Promise<Proposal> => unwrap(api.POST('/api/proposals'))

/** The solved problem and its solution, in one archive. */
export const fetchCase = (seen: Proposal): Promise<Blob> =>
  unwrap(api.GET('/api/proposals/{proposal_id}/case', { params: { path: { proposal_id: seen.id } }, parseAs: 'blob' }) as Promise<{ data?: Blob; error?: unknown; response: Response }>)

export const acceptProposal = (seen: Proposal, incident_ids: string[] | null) =>
  unwrap(
    api.POST('/api/proposals/{proposal_id}/accept', {
      params: { path: { proposal_id: seen.id } },
      headers: ifMatch(seen),
      body: { incident_ids },
    }),
  )

export const steer = (body: SteeringIn): Promise<Steering> => unwrap(api.POST('/api/steerings', { body }))

export const liftSteering = (seen: Steering): Promise<Steering> =>
  unwrap(api.POST('/api/steerings/{steering_id}/lift', { params: { path: { steering_id: seen.id } }, headers: ifMatch(seen) }))

/** Report a step of an order; declining and recalling need a note. */
export const stepOrder = (seen: Order, verb: OrderVerb, note = ''): Promise<Order> => {
  const init = { params: { path: { order_id: seen.id } }, headers: ifMatch(seen), body: { note } }
  return unwrap(api.POST(`/api/orders/{order_id}/${verb}`, init))
}
