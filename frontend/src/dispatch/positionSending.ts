/** Sends the phone's position while the page is open, where the browser allows it. */
import { type Ref, ref } from 'vue'

import { api, unwrap } from '@/api/client'

const EVERY_MS = 10_000

/** Return the switch and the state of position sending for a team. */
export function usePositionSending(teamId: Ref<string | null>) {
  const sentAt = ref<string | null>(null)
  const refused = ref(!window.isSecureContext || !('geolocation' in navigator))
  let watching: number | null = null
  let lastMs = 0

  async function send(position: GeolocationPosition): Promise<void> {
    if (!teamId.value || Date.now() - lastMs < EVERY_MS) return
    lastMs = Date.now()
    const { longitude: lon, latitude: lat, accuracy } = position.coords
    const body = { team_id: teamId.value, lon, lat, at: new Date(position.timestamp).toISOString(), source: 'phone' as const, accuracy_m: accuracy }
    try {
      await unwrap(api.POST('/api/positions', { body }))
      sentAt.value = body.at
    } catch {
      sentAt.value = null
    }
  }

  function start(): void {
    if (refused.value) return
    watching = navigator.geolocation.watchPosition((at) => void send(at), () => (refused.value = true), { enableHighAccuracy: true, maximumAge: 5_000 })
  }

  function stop(): void {
    if (watching !== null) navigator.geolocation.clearWatch(watching)
    watching = null
  }

  return { start, stop, sentAt, refused }
}
