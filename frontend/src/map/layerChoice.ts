/** Which of the site's map layers somebody wants to see, remembered per person. */
import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'

import type { MapLayerView } from '@/api/models'
import { useSession } from '@/app/session'

export const OFFLINE = 'offline'
export const NO_BASE = 'none'

interface Kept {
  base: string
  overlays: string[]
  opacity: Record<string, number>
}

function kept(key: string): Kept {
  const otherwise: Kept = { base: OFFLINE, overlays: [], opacity: {} }
  try {
    return { ...otherwise, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>) }
  } catch {
    return otherwise
  }
}

export const useMapLayers = defineStore('mapLayers', () => {
  const session = useSession()
  const key = `muster.mapLayers.${session.me?.account.id ?? ''}`
  const known = new Set((session.settings?.map_layers ?? []).map((layer) => layer.id))
  const before = kept(key)
  const base = ref(known.has(before.base) || before.base === NO_BASE ? before.base : OFFLINE)
  const overlays = ref(before.overlays.filter((id) => known.has(id)))
  const opacity = reactive<Record<string, number>>(before.opacity)
  const failing = reactive(new Set<string>())

  const keep = () => localStorage.setItem(key, JSON.stringify({ base: base.value, overlays: overlays.value, opacity }))

  /** The offline map is seen when it is chosen, and behind a base map that cannot be reached. */
  const offlineShown = computed(() => base.value === OFFLINE || failing.has(base.value))

  /** The layers to be drawn: the base with its names, and the overlays. */
  function shown(offered: MapLayerView[]): string[] {
    const labels = offered.find((layer) => layer.id === base.value)?.labels
    return [base.value, ...(labels ? [labels] : []), ...overlays.value]
  }

  function choose(id: string): void {
    base.value = id
    keep()
  }

  function toggle(id: string): void {
    overlays.value = overlays.value.includes(id) ? overlays.value.filter((one) => one !== id) : [...overlays.value, id]
    keep()
  }

  function fade(id: string, value: number): void {
    opacity[id] = value
    keep()
  }

  function tell(id: string, isFailing: boolean): void {
    if (isFailing) failing.add(id)
    else failing.delete(id)
  }

  return { base, overlays, opacity, failing, offlineShown, shown, choose, toggle, fade, tell }
})
