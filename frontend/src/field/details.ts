/** What goes with the orders of this phone: the whole brief and the way, fetched when something changes, kept for the tunnel. */
import { onBeforeUnmount, type Ref, shallowReactive, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import type { EventOut, Order, Route } from '@/api/models'
import { useLive } from '@/live/store'
import { orderWay } from '@/ways/calls'

import type { OrderBrief } from './kept'

const PAUSE_MS = 1_500
const TOUCHING = new Set(['order', 'task', 'hazard_area', 'incident', 'closure'])

export const briefs = shallowReactive(new Map<string, OrderBrief>())
export const ways = shallowReactive(new Map<string, Route>())

const fetchBrief = (order_id: string): Promise<OrderBrief> => unwrap(api.GET('/api/orders/{order_id}/brief', { params: { path: { order_id } } }))

async function renew(order: Order): Promise<void> {
  await Promise.allSettled([
    fetchBrief(order.id).then((brief) => briefs.set(order.id, brief)),
    order.arrived_at ? null : orderWay(order.id).then((way) => ways.set(order.id, way)),
  ])
}

/** Keep the brief and the way of the orders shown true while the page is open. */
export function useDetails(orders: Ref<Order[]>): void {
  const live = useLive()
  let timer = 0

  function soon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void Promise.all(orders.value.map(renew)), PAUSE_MS)
  }

  watch(() => orders.value.map((order) => `${order.id}:${order.version}`).join(), () => void Promise.all(orders.value.map(renew)), { immediate: true })
  watch(() => live.health, (health) => health === 'live' && soon())
  const deaf = live.onEvent((event: EventOut) => TOUCHING.has(event.kind.split('.')[0]!) && soon())
  onBeforeUnmount(() => {
    deaf()
    window.clearTimeout(timer)
  })
}
