/** Which lines of the proposal in sight are new or other than a moment ago, and lists that stay put meanwhile. */
import { computed, onBeforeUnmount, ref, shallowRef, type Ref, watch } from 'vue'

import type { Pick as Sent, Proposal } from '@/api/models'

import { lineKey } from './grouping'
import { changedKeys, inOrder, steadyOrder } from './steady'

/** How long a changed line is marked. */
const MARKED_MS = 20_000

/** What a reader would notice of a pick: who, where, what for, and the minute. */
function stampOf(pick: Sent): string {
  return JSON.stringify([pick.incident_id, pick.status, Math.round(pick.eta_s / 60), pick.pinned, pick.fills])
}

/** Mark lines that changed since the answer before; nothing is marked at first sight. */
export function useChanged(proposal: Ref<Proposal | null>) {
  const marked = shallowRef(new Set<string>())
  let before: Map<string, string> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(() => proposal.value && [proposal.value.id, proposal.value.version], () => {
    if (!proposal.value) return
    const now = new Map(proposal.value.picks.map((pick) => [lineKey(pick), stampOf(pick)]))
    const changed = changedKeys(before, now)
    before = now
    if (!changed.size) return
    marked.value = changed
    clearTimeout(timer)
    timer = setTimeout(() => (marked.value = new Set()), MARKED_MS)
  }, { immediate: true })
  onBeforeUnmount(() => clearTimeout(timer))
  return marked
}

/** Return rows in their order, except that nothing known moves while the list is held. */
export function useSteady<T>(rows: Ref<T[]>, keyOf: (row: T) => string, held: Ref<boolean>) {
  const order = ref<string[]>([])
  watch([rows, held], () => {
    const now = rows.value.map(keyOf)
    order.value = held.value ? steadyOrder(order.value, now) : now
  }, { immediate: true })
  return computed(() => inOrder(rows.value, keyOf, order.value))
}
