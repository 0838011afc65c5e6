/** What belongs to one incident in the picture, in the order in which it is read. */
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import type { Order } from '@/api/models'
import { isRunning } from '@/dispatch/orderState'
import { useLive } from '@/live/store'

function belonging<T extends { incident_id: string | null }>(rows: Iterable<T>, id: string): T[] {
  return [...rows].filter((row) => row.incident_id === id)
}

/** Running orders first, the soonest arrival on top; then the others, the latest first. */
function byClock(a: Order, b: Order): number {
  if (isRunning(a) !== isRunning(b)) return isRunning(a) ? -1 : 1
  return isRunning(a) ? (a.eta_at ?? '9').localeCompare(b.eta_at ?? '9') : b.number - a.number
}

/** Return everything the panel of an incident shows, kept live. */
export function useOfIncident(incidentId: MaybeRefOrGetter<string>) {
  const live = useLive()
  const id = computed(() => toValue(incidentId))
  const incident = computed(() => live.incident.get(id.value))
  const needs = computed(() =>
    belonging(live.need.values(), id.value).sort((a, b) => a.state.localeCompare(b.state) * -1 || a.raised_at.localeCompare(b.raised_at)))
  const openNeeds = computed(() => needs.value.filter((need) => need.state === 'open'))
  const activations = computed(() => belonging(live.activation.values(), id.value).sort((a, b) => b.started_at.localeCompare(a.started_at)))
  const tasks = computed(() => belonging(live.task.values(), id.value).sort((a, b) => a.due_at.localeCompare(b.due_at) || a.position - b.position))
  const areas = computed(() => belonging(live.hazard_area.values(), id.value).filter((area) => !area.withdrawn_at))
  const orders = computed(() => belonging(live.order.values(), id.value).sort(byClock))
  const runningOrders = computed(() => orders.value.filter(isRunning))
  const sitreps = computed(() => belonging(live.sitrep.values(), id.value).sort((a, b) => b.number - a.number))
  const logEntries = computed(() => belonging(live.log_entry.values(), id.value).sort((a, b) => b.at.localeCompare(a.at)))
  return { incident, needs, openNeeds, activations, tasks, areas, orders, runningOrders, sitreps, logEntries }
}
