/** Which of the five buttons stands for which step, which is next, and an order as it is with what is not sent yet. */
import type { Order } from '@/api/models'
import { nextStep, type OrderVerb } from '@/dispatch/orderState'

import type { Entry, OrderState } from './outbox/entries'

export type Verb = OrderVerb
export interface Slot {
  verb: OrderVerb
  state: 'done' | 'next' | 'later'
  at: string | null
}

/** The four steps of the buttons; the fifth button asks for help. */
const TEAM: OrderVerb[] = ['acknowledge', 'depart', 'arrive', 'release']
const DELIVERY: OrderVerb[] = ['load', 'depart', 'deliver', 'close']

type Stamp = 'acknowledged_at' | 'loaded_at' | 'departed_at' | 'arrived_at' | 'released_at' | 'closed_at'
/** What a step leads to, as long as the service has not answered. */
const LEADS: Record<Verb, { to: OrderState; stamp: Stamp }> = {
  acknowledge: { to: 'acknowledged', stamp: 'acknowledged_at' },
  load: { to: 'loaded', stamp: 'loaded_at' },
  depart: { to: 'en_route', stamp: 'departed_at' },
  arrive: { to: 'on_scene', stamp: 'arrived_at' },
  deliver: { to: 'delivered', stamp: 'arrived_at' },
  release: { to: 'released', stamp: 'released_at' },
  close: { to: 'closed', stamp: 'closed_at' },
  decline: { to: 'declined', stamp: 'closed_at' },
  recall: { to: 'recalled', stamp: 'released_at' },
  'turn-back': { to: 'turned_back', stamp: 'released_at' },
}
/** Whether a team is still out after its order ended, and has its return to report. */
export const comesBack = (order: Pick<Order, 'state' | 'departed_at' | 'closed_at'>): boolean =>
  ['recalled', 'turned_back'].includes(order.state) && !!order.departed_at && !order.closed_at

/** Return the step that is expected next, the return of who was called back among them. */
export function expectedStep(order: Order): OrderVerb | null {
  return comesBack(order) ? 'close' : nextStep(order)
}

/** Return the four steps as the buttons show them; the last one becomes the return once the work is done. */
export function slots(order: Order): Slot[] {
  const next = expectedStep(order)
  const verbs = order.kind === 'delivery' ? [...DELIVERY] : [...TEAM]
  if (order.kind === 'team' && next === 'close') verbs[3] = 'close'
  const begun = next ? verbs.indexOf(next) : verbs.length
  return verbs.map((verb, index) => {
    const at = order[LEADS[verb].stamp]
    const done = next ? index < begun : !!at
    return { verb, at: done ? at : null, state: verb === next ? 'next' : done ? 'done' : 'later' }
  })
}

/** Return the steps that a press on a later button tells together: those skipped, then its own. */
export function chain(order: Order, verb: OrderVerb): OrderVerb[] {
  const verbs = slots(order)
  const from = verbs.findIndex((slot) => slot.state === 'next')
  const to = verbs.findIndex((slot) => slot.verb === verb)
  return from < 0 || to < from ? [] : verbs.slice(from, to + 1).map((slot) => slot.verb)
}

/** Return the state a step leads to. */
export const leadsTo = (verb: Verb): OrderState => LEADS[verb].to

/** Return an order as it is once everything this phone has still to send has been taken. */
export function withPending(order: Order, entries: readonly Entry[]): Order {
  let seen = order
  for (const { act, state, at } of entries) {
    const counts = act.kind === 'step' && act.order_id === order.id && (state === 'waiting' || state === 'sending')
    if (!counts || act.expects !== seen.state) continue
    const { to, stamp } = LEADS[act.verb]
    seen = { ...seen, state: to, [stamp]: at }
  }
  return seen
}
