/** How soon each team could be at the incident that is selected: asked of the service, kept a minute. */
import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import { usePanel } from '@/app/panel'
import { useLive } from '@/live/store'

const AGAIN_MS = 60_000
const A_DAY_S = 86_400

/** Return the times by team, kept true while somebody looks; a team that is not in it cannot be told. */
export function useTeamTimes() {
  const panel = usePanel()
  const live = useLive()
  const times = shallowRef(new Map<string, { eta_s: number; estimated: boolean }>())
  const pending = ref(false)
  let asked = 0

  async function load(id: string | null): Promise<void> {
    const mine = ++asked
    const place = id ? live.incident.get(id)?.position : undefined
    if (!place) return void (times.value = new Map())
    pending.value = true
    const found = await unwrap(api.GET('/api/reach/teams', { params: { query: { lon: place.lon, lat: place.lat, within_s: A_DAY_S } } })).catch(() => [])
    if (mine !== asked) return
    pending.value = false
    times.value = new Map(found.flatMap((row) => (row.eta_s === null ? [] : [[row.team_id, { eta_s: row.eta_s, estimated: row.estimated }] as const])))
  }

  watch(() => panel.incidentId, (id) => {
    times.value = new Map()
    void load(id)
  }, { immediate: true })
  const timer = setInterval(() => void load(panel.incidentId), AGAIN_MS)
  onBeforeUnmount(() => {
    clearInterval(timer)
    asked++
  })
  return { times, pending }
}
