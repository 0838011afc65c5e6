/** What the map shows of hazards beside the areas that stand: sketches, ways round, a chosen area. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import type { HazardPreview } from './calls'

export interface Line {
  coordinates: unknown[]
}

export const useHazards = defineStore('hazards', () => {
  const sketches = shallowRef<HazardPreview[]>([])
  /** The way of an order round an area, being looked at. */
  const round = shallowRef<Line | null>(null)
  /** The area whose card is under the pointer or open. */
  const chosen = ref<string | null>(null)

  function clear(): void {
    sketches.value = []
    round.value = null
    chosen.value = null
  }

  return { sketches, round, chosen, clear }
})
