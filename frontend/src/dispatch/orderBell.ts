/** Rings on a leader's phone when a new order has come: only for whoever is on duty. */
import { onBeforeUnmount, onMounted, type Ref, watch } from 'vue'

import { listenForLeave, ring } from '@/alarms/sound'
import type { Order, Team } from '@/api/models'

const AGAIN_MS = 15_000

/** Say whether a phone rings for an order: it was just issued and the team is on duty. */
export function rings(order: Pick<Order, 'state' | 'recipients'> | null, team: Pick<Team, 'on_duty'> | undefined): boolean {
  if (order?.state !== 'issued') return false
  return order.recipients.length ? order.recipients.some((one) => one.on_duty) : (team?.on_duty ?? true)
}

/** Ring and shake until the order is taken, again and again. */
export function useOrderBell(order: Ref<Order | null>, team: Ref<Team | undefined>): void {
  let timer = 0
  function call(): void {
    ring('urgent')
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300, 150, 600])
  }
  watch(() => (rings(order.value, team.value) ? order.value!.id : null), (id) => {
    window.clearInterval(timer)
    if (!id) return
    call()
    timer = window.setInterval(call, AGAIN_MS)
  }, { immediate: true })
  onMounted(listenForLeave)
  onBeforeUnmount(() => window.clearInterval(timer))
}
