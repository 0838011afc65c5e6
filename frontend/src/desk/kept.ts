/** The layout of this person: at once from this browser, then from the service; kept a moment after it was changed. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import { useSession } from '@/app/session'
import { tellTrouble } from '@/ui/feedback'

import { type Edge, fitted, type Foldable, folding, type Kept, type Layout, type Pane, type Preset, presetOf, readKept, resized, screenOf, usual } from './layout'

const NAME = 'desk-layout'
const SETTLE_MS = 500
const mirrorKey = (account: string) => `muster.desk.${account}`

export const useLayout = defineStore('layout', () => {
  const session = useSession()
  const room = ref({ width: window.innerWidth, height: window.innerHeight })
  const screen = computed(() => screenOf(room.value.width))
  const kept = shallowRef<Kept>({})
  /** Panes that stand in windows of their own at this moment. */
  const away = ref(new Set<Pane>())
  const wanted = computed<Layout>(() => kept.value[screen.value] ?? usual(screen.value))
  const now = computed<Layout>(() => {
    const gone = [...away.value].filter((pane): pane is Foldable => pane !== 'coverage')
    return fitted(gone.reduce((layout, pane) => folding(layout, pane, true), wanted.value), room.value)
  })
  let loadedFor = ''
  let touched = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const account = () => session.me?.account.id ?? ''

  function mirrored(): Kept {
    try {
      return readKept(JSON.parse(localStorage.getItem(mirrorKey(account())) ?? 'null'))
    } catch {
      return {}
    }
  }

  /** Take what was kept: first what this browser remembers, then what the service says. */
  async function load(): Promise<void> {
    if (!account() || loadedFor === account()) return
    loadedFor = account()
    touched = false
    kept.value = mirrored()
    const found = await unwrap(api.GET('/api/me/choices/{name}', { params: { path: { name: NAME } } })).catch(() => null)
    if (found?.document && !touched) kept.value = readKept(found.document)
  }

  function set(next: Layout): void {
    touched = true
    kept.value = { ...kept.value, [screen.value]: next }
    localStorage.setItem(mirrorKey(account()), JSON.stringify({ layouts: kept.value }))
    clearTimeout(timer)
    timer = setTimeout(keep, SETTLE_MS)
  }

  function keep(): void {
    timer = undefined
    const document = { layouts: kept.value } as Record<string, unknown>
    void unwrap(api.PUT('/api/me/choices/{name}', { params: { path: { name: NAME } }, body: { document } })).catch(tellTrouble)
  }

  /** Keep at once what waits to be kept, as the page goes. */
  function flush(): void {
    if (timer === undefined) return
    clearTimeout(timer)
    keep()
  }

  const resize = (edge: Edge, size: number) => set(resized(now.value, edge, size, room.value))
  const fold = (pane: Foldable, folded: boolean) => set(folding(wanted.value, pane, folded))
  const take = (preset: Preset) => set(presetOf(preset, screen.value))
  const restore = () => set(usual(screen.value))
  const reset = (edge: Edge) => set({ ...resized(now.value, edge, usual(screen.value)[edge], room.value) })

  function setAway(pane: Pane, isAway: boolean): void {
    const next = new Set(away.value)
    if (isAway) next.add(pane)
    else next.delete(pane)
    away.value = next
  }

  return { room, now, away, load, flush, resize, fold, take, restore, reset, setAway }
})
