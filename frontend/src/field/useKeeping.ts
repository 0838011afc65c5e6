/** Keeps what the phone shows on the phone itself: at once the first time and when the net goes, else at most every two seconds. */
import { onBeforeUnmount, type Ref, watch } from 'vue'

import type { Order, Team } from '@/api/models'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'
import { useNow } from '@/ui/clock'

import { briefs, ways } from './details'
import { keep } from './kept'

const PAUSE_MS = 2_000
const present = <T>(rows: (T | undefined)[]): T[] => rows.filter((row): row is T => row !== undefined)

export function useKeeping(orders: Ref<Order[]>, team: Ref<Team | undefined>): void {
  const live = useLive()
  const session = useSession()
  const now = useNow()
  let timer = 0
  let wrote = false

  /** Only what the service said is kept: what is still to be sent lies in the outbox. */
  async function write(): Promise<void> {
    timer = 0
    if (!live.loaded || !session.me || !session.settings) return
    wrote = true
    const known = present(orders.value.map((order) => live.order.get(order.id)))
    const needs = new Set(known.flatMap((order) => Object.keys(order.fills)))
    await keep({
      at: new Date(now.value).toISOString(),
      me: session.me,
      settings: session.settings,
      teams: present([team.value]),
      orders: known,
      incidents: present(known.map((order) => live.incident.get(order.incident_id))),
      needs: present([...needs].map((id) => live.need.get(id))),
      capabilities: [...live.catalogues.capabilities.values()],
      items: [...live.catalogues.items.values()],
      briefs: Object.fromEntries(known.flatMap((order) => (briefs.has(order.id) ? [[order.id, briefs.get(order.id)!]] : []))),
      ways: Object.fromEntries(known.flatMap((order) => (ways.has(order.id) ? [[order.id, ways.get(order.id)!]] : []))),
    })
  }

  /** What waits for its turn is not lost when the net goes, or the page. */
  function writeNow(): void {
    if (!timer) return
    window.clearTimeout(timer)
    void write()
  }

  watch([() => live.loaded, () => orders.value.map((order) => `${order.id}${order.version}`).join(), () => team.value?.version, () => [...briefs.values()], () => [...ways.values()]], () => {
    timer ||= window.setTimeout(() => void write(), wrote ? PAUSE_MS : 0)
  }, { immediate: true })
  window.addEventListener('offline', writeNow)
  window.addEventListener('pagehide', writeNow)
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    window.removeEventListener('offline', writeNow)
    window.removeEventListener('pagehide', writeNow)
  })
}
