/** States of an order: which are running, which steps lead on, and who may take them. */
import type { Order } from '@/api/models'

export type OrderVerb = 'acknowledge' | 'decline' | 'load' | 'depart' | 'arrive' | 'deliver' | 'release' | 'recall' | 'turn-back' | 'close'

const OVER = new Set<Order['state']>(['closed', 'declined', 'recalled', 'turned_back', 'redirected'])

/** Say whether an order still binds its team or lorry. */
export function isRunning(order: Pick<Order, 'state'>): boolean {
  return !OVER.has(order.state)
}

/** Return the step that normally comes next, if any. */
export function nextStep(order: Pick<Order, 'state' | 'kind'>): OrderVerb | null {
  switch (order.state) {
    case 'issued':
      return order.kind === 'delivery' ? 'load' : 'acknowledge'
    case 'acknowledged':
      return order.kind === 'delivery' ? 'load' : 'depart'
    case 'loaded':
      return 'depart'
    case 'en_route':
      return order.kind === 'delivery' ? 'deliver' : 'arrive'
    case 'on_scene':
      return order.kind === 'delivery' ? 'deliver' : 'release'
    case 'delivered':
    case 'released':
      return 'close'
    default:
      return null
  }
}

/** Return the permission a step needs: goods are reported by the depot, the rest by the team or the desk. */
export function permissionFor(verb: OrderVerb): string {
  return verb === 'load' || verb === 'deliver' ? 'deliveries.report' : 'orders.report'
}

const RECALLABLE = new Set<Order['state']>(['issued', 'acknowledged', 'loaded', 'en_route'])

/** Say whether an order may still be recalled: whoever is on scene is released instead. */
export function isRecallable(order: Pick<Order, 'state'>): boolean {
  return RECALLABLE.has(order.state)
}
