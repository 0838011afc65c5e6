/** Which layers somebody wants to see, how faint, and over which base map: kept per account. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, watchEffect } from 'vue'

import type { MapLayerView } from '@/api/models'
import { useSession } from '@/app/session'

import { keepChoice, keptChoice, type MapChoice, rememberedChoice } from './kept'
import { useMapState } from './state'

export const OFFLINE = 'offline'
export const NO_BASE = 'none'

export const useMapLayers = defineStore('mapLayers', () => {
  const session = useSession()
  const account = session.me?.account.id ?? ''
  const known = new Set((session.settings?.map_layers ?? []).map((layer) => layer.id))
  const base = ref(OFFLINE)
  const overlays = ref<string[]>([])
  const opacity = reactive<Record<string, number>>({})
  const failing = reactive(new Set<string>())

  function adopt(choice: Partial<MapChoice>): void {
    if (choice.base !== undefined) base.value = known.has(choice.base) || choice.base === NO_BASE ? choice.base : OFFLINE
    if (choice.overlays) overlays.value = choice.overlays.filter((id) => known.has(id))
    if (choice.opacity) Object.assign(opacity, choice.opacity)
  }

  adopt(rememberedChoice(account))
  void keptChoice(account).then((choice) => choice && adopt(choice))

  const keep = () => keepChoice(account, { base: base.value, overlays: overlays.value, opacity: { ...opacity } })

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

/** Show the offline map while it is chosen; returns the way to end it. */
export function showOffline(base: { setVisible(shown: boolean): void } | null): () => void {
  const choice = useMapLayers()
  const state = useMapState()
  return watchEffect(() => base?.setVisible(choice.offlineShown && !state.hidden.has('base')))
}
