/** Sends the phone's position while the page is open, where the browser and its owner allow it; spares the battery. */
import { computed, type Ref, ref, shallowRef, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import type { Point } from '@/api/models'
import { keptAs } from '@/app/worldAddress'
import { nowMs } from '@/ui/clock'

const CONSENT = keptAs('muster.field.position')
const EVERY_MS = 10_000
const STANDING_MS = 60_000
const IDLE_MS = 120_000
const LOW_BATTERY = 0.2
const MOVED_M = 25
const METRES_PER_DEGREE = 111_320

export interface Pace {
  /** Whether the team is on an order: only then is every bend of the way worth the battery. */
  busy: boolean
  low: boolean
  moved_m: number
}

/** Return how long to wait between two positions: long while standing, idle, or with little battery left. */
export function pauseMs({ busy, low, moved_m }: Pace): number {
  if (!busy) return IDLE_MS
  if (low || moved_m < MOVED_M) return STANDING_MS
  return EVERY_MS
}

/** Return about how many metres lie between two near positions. */
export function metresBetween(a: Point, b: Point): number {
  const east = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180)
  return Math.hypot(east, b.lat - a.lat) * METRES_PER_DEGREE
}

interface Battery extends EventTarget {
  level: number
  charging: boolean
}

/** Return the switch and the state of position sending for a team; nothing is sent before its owner said yes. */
export function usePositionSending(teamId: Ref<string | null>, busy: Ref<boolean>) {
  const possible = window.isSecureContext && 'geolocation' in navigator
  const consent = ref(localStorage.getItem(CONSENT))
  const refused = ref(false)
  const sentAt = ref<string | null>(null)
  const last = shallowRef<(Point & { accuracy_m: number | null }) | null>(null)
  const low = ref(false)
  const sends = computed(() => possible && consent.value === 'yes' && !refused.value)
  let watching: number | null = null
  let sent: Point | null = null
  let sentMs = 0

  async function take(position: GeolocationPosition): Promise<void> {
    const { longitude: lon, latitude: lat, accuracy } = position.coords
    last.value = { lon, lat, accuracy_m: accuracy }
    const moved_m = sent ? metresBetween(sent, last.value) : Infinity
    if (!teamId.value || Date.now() - sentMs < pauseMs({ busy: busy.value, low: low.value, moved_m })) return
    sentMs = Date.now()
    const body = { team_id: teamId.value, lon, lat, at: new Date(nowMs() - Math.max(0, Date.now() - position.timestamp)).toISOString(), source: 'phone' as const, accuracy_m: accuracy }
    try {
      await unwrap(api.POST('/api/positions', { body }))
      sentAt.value = body.at
      sent = last.value
    } catch {
      sentAt.value = null
    }
  }

  function begin(): void {
    if (!sends.value || document.hidden || watching !== null) return
    const options = { enableHighAccuracy: busy.value && !low.value, maximumAge: 5_000 }
    watching = navigator.geolocation.watchPosition((at) => void take(at), (trouble) => (refused.value = trouble.code === trouble.PERMISSION_DENIED), options)
  }

  function end(): void {
    if (watching !== null) navigator.geolocation.clearWatch(watching)
    watching = null
  }

  function renew(): void {
    end()
    begin()
  }

  async function minds(): Promise<void> {
    const ask = (navigator as { getBattery?: () => Promise<Battery> }).getBattery
    const battery = await ask?.call(navigator).catch(() => undefined)
    const look = () => (low.value = !!battery && !battery.charging && battery.level < LOW_BATTERY)
    for (const change of ['levelchange', 'chargingchange']) battery?.addEventListener(change, look)
    look()
  }

  /** Say yes or no; it holds for this phone until it is said otherwise. */
  function choose(yes: boolean): void {
    consent.value = yes ? 'yes' : 'no'
    localStorage.setItem(CONSENT, consent.value)
    refused.value = false
    if (!yes) last.value = null
    renew()
  }

  function start(): void {
    void minds()
    begin()
    document.addEventListener('visibilitychange', renew)
  }

  function stop(): void {
    end()
    document.removeEventListener('visibilitychange', renew)
  }

  watch([busy, low], renew)
  return { start, stop, choose, possible, consent, refused, sends, sentAt, last, low }
}
