/** One wall: its settings from the address, its size, and how it keeps itself going for weeks. */
import { computed, onBeforeUnmount, onMounted, provide, type InjectionKey, ref, type Ref, watch } from 'vue'
import { useRoute } from 'vue-router'

import { Problem } from '@/api/problem'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'
import { useNow } from '@/ui/clock'

import { unitOf } from './layout'
import { isMinute, isNewVersion, keepAwake, shiftAt, storedKey, storeKey } from './recovery'
import { readSettings } from './settings'
import { useCalm, useTurn } from './turning'

export const UNIT: InjectionKey<Ref<number>> = Symbol('unit')
export const TURN: InjectionKey<Ref<number | null>> = Symbol('turn')
export const CALM: InjectionKey<Ref<boolean>> = Symbol('calm')

const TRY_EVERY_MS = 5_000
const REFUSED_EVERY_MS = 60_000
const VERSION_EVERY_MS = 5 * 60_000
const FRESH_EVERY_MS = 3_600_000
/** A new version is loaded when nothing has happened for this long, at the latest after the longest. */
const QUIET_MS = 30_000
const LONGEST_MS = 10 * 60_000

export type Trouble = '' | 'no_key' | 'refused' | 'away'

/** Return the state of the wall; it signs in, comes back, and lets go of what is over, by itself. */
export function useWall() {
  const route = useRoute()
  const session = useSession()
  const live = useLive()
  const now = useNow()
  const settings = computed(() => readSettings(route.query))
  const size = ref({ width: window.innerWidth, height: window.innerHeight })
  const unit = computed(() => unitOf(size.value.width, size.value.height))
  const calm = useCalm()
  const turn = useTurn(computed(() => settings.value.rotate), now, calm)
  const shift = computed(() => (settings.value.shift ? shiftAt(now.value) : { x: 0, y: 0 }))
  const trouble = ref<Trouble>('')
  const shown = ref(false)
  const newVersionAt = ref<number | null>(null)
  let lastEventAt = Date.now()
  let triedAt = 0
  let versionAskedAt = Date.now()
  let freshAt = Date.now()
  let reloaded = ''
  let busy = false
  provide(UNIT, unit)
  provide(TURN, turn)
  provide(CALM, calm)

  const age_s = computed(() => (void now.value, live.heardAt ? Math.max(0, (Date.now() - live.heardAt) / 1000) : null))
  const current = computed(() => !!session.me && live.loaded && live.health === 'live')

  /** Sign in with the key of this screen when nobody is; a key that is refused is tried again later. */
  async function signIn(): Promise<void> {
    const wait = trouble.value === 'refused' ? REFUSED_EVERY_MS : TRY_EVERY_MS
    if (session.me || busy || Date.now() - triedAt < wait) return
    busy = true
    triedAt = Date.now()
    try {
      await session.recall()
      const key = storedKey()
      if (!session.me && key) await session.signInWall(key)
      trouble.value = session.me ? '' : 'no_key'
    } catch (error) {
      trouble.value = error instanceof Problem && error.status === 401 ? 'refused' : 'away'
    } finally {
      busy = false
    }
  }

  async function useKey(key: string): Promise<void> {
    storeKey(key.trim() || null)
    trouble.value = ''
    triedAt = 0
    await signIn()
  }

  async function lookForVersion(): Promise<void> {
    if (Date.now() - versionAskedAt < VERSION_EVERY_MS) return
    versionAskedAt = Date.now()
    if (await isNewVersion()) newVersionAt.value ??= Date.now()
  }

  /** Load the new version at a quiet moment, when the service is there to answer. */
  function takeVersion(): void {
    if (newVersionAt.value === null || !current.value) return
    const quiet = Date.now() - lastEventAt > QUIET_MS
    if (quiet || Date.now() - newVersionAt.value > LONGEST_MS) window.location.reload()
  }

  /** Take the whole picture anew now and then: what is long over is let go, so memory does not grow. */
  function letGo(): void {
    if (!current.value || Date.now() - freshAt < FRESH_EVERY_MS) return
    freshAt = Date.now()
    void live.refresh().catch(() => undefined)
  }

  function reloadByTheClock(): void {
    const minute = isMinute(Date.now(), settings.value.reload) ? settings.value.reload : ''
    const due = minute !== '' && reloaded !== minute && performance.now() > 120_000
    reloaded = minute
    if (due && current.value) window.location.reload()
  }

  function tick(): void {
    void signIn()
    void lookForVersion()
    takeVersion()
    letGo()
    reloadByTheClock()
  }

  function measure(): void {
    size.value = { width: window.innerWidth, height: window.innerHeight }
  }

  let timer: ReturnType<typeof setInterval> | undefined
  let sleep = () => undefined as void
  const deaf = live.onEvent(() => (lastEventAt = Date.now()))
  watch(() => live.loaded, (loaded) => (shown.value ||= loaded), { immediate: true })
  /** After an interruption another version may be there: ask at once. */
  watch(() => live.health, (health, before) => {
    if (health === 'live' && before !== 'live') versionAskedAt = 0
  })
  onMounted(() => {
    window.addEventListener('resize', measure)
    sleep = keepAwake()
    timer = setInterval(tick, 1_000)
    void signIn()
  })
  onBeforeUnmount(() => {
    window.removeEventListener('resize', measure)
    clearInterval(timer)
    sleep()
    deaf()
  })

  return { settings, size, unit, shift, age_s, current, trouble, shown, newVersionAt, useKey }
}
