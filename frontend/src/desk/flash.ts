/** A place that should be noticed on the map for a moment; the map is not moved by it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

import type { Point } from '@/api/models'

export const useFlash = defineStore('flash', () => {
  const at = shallowRef<{ point: Point; n: number } | null>(null)
  let n = 0

  function flash(point: Point): void {
    at.value = { point, n: ++n }
  }

  return { at, flash }
})
