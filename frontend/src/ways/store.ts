/** The way that somebody looks for: from where, to where, in what, round what, and what was found. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import type { Point, PolygonArea, Route, VehicleClass, Way } from '@/api/models'
import { usePanel } from '@/app/panel'
import { wordsOf } from '@/ui/feedback'

import { findRoute } from './calls'

export interface End {
  point: Point
  label: string
}

export const useWays = defineStore('ways', () => {
  const from = shallowRef<End | null>(null)
  const to = shallowRef<End | null>(null)
  const vehicle = ref<VehicleClass>('fire_engine')
  const avoidHazards = ref(false)
  const avoidArea = shallowRef<PolygonArea | null>(null)
  const found = shallowRef<Route | null>(null)
  const chosen = ref(0)
  const busy = ref(false)
  const trouble = ref('')
  let asked = 0

  const ways = computed<Way[]>(() => (found.value ? [found.value, ...found.value.alternatives] : []))
  const way = computed<Way | null>(() => ways.value[chosen.value] ?? null)
  const reachable = computed(() => found.value?.seconds !== null)

  async function ask(): Promise<void> {
    const mine = ++asked
    trouble.value = ''
    if (!from.value || !to.value) {
      found.value = null
      busy.value = false
      return
    }
    busy.value = true
    try {
      const answer = await findRoute({
        from: from.value.point, to: to.value.point, vehicle: vehicle.value, avoidHazards: avoidHazards.value, avoidArea: avoidArea.value,
      })
      if (mine !== asked) return
      found.value = answer
      chosen.value = 0
    } catch (error) {
      if (mine !== asked) return
      found.value = null
      trouble.value = wordsOf(error)
    } finally {
      if (mine === asked) busy.value = false
    }
  }

  function set(which: 'from' | 'to', end: End | null): void {
    if (which === 'from') from.value = end
    else to.value = end
  }

  /** Begin a search with one end known and show it. */
  function open(which: 'from' | 'to', end: End): void {
    set(which, end)
    usePanel().mode = 'way'
    if (from.value && to.value) usePanel().view = 'panel'
  }

  function swap(): void {
    ;[from.value, to.value] = [to.value, from.value]
  }

  function clear(): void {
    from.value = to.value = null
    avoidArea.value = null
    avoidHazards.value = false
  }

  watch([from, to, vehicle, avoidHazards, avoidArea], () => void ask())

  return { from, to, vehicle, avoidHazards, avoidArea, found, chosen, busy, trouble, ways, way, reachable, ask, set, open, swap, clear }
})
