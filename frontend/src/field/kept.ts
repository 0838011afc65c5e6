/** The last picture of this phone, kept on it to be read without a net: the own orders, what they are about, the way. */
import { markRaw, ref } from 'vue'

import type { Capability, Incident, Item, Me, Need, Order, Route, Settings, Team } from '@/api/models'
import type { components } from '@/api/schema'
import { useLive } from '@/live/store'

import { openShelf, type Shelf } from './outbox/shelf'

export type OrderBrief = components['schemas']['OrderBrief']

export interface Kept {
  key: 'picture'
  at: string
  me: Me
  settings: Settings
  teams: Team[]
  orders: Order[]
  incidents: Incident[]
  needs: Need[]
  capabilities: Capability[]
  items: Item[]
  briefs: Record<string, OrderBrief>
  ways: Record<string, Route>
}

let shelf: Promise<Shelf<Kept>> | null = null
const kept = (): Promise<Shelf<Kept>> => (shelf ??= openShelf<Kept>('kept'))

/** When what is shown was true, as long as it comes from the phone itself. */
export const keptAt = ref<string | null>(null)

/** Return what was kept, if anything was. */
export async function recallKept(): Promise<Kept | null> {
  return (await (await kept()).all())[0] ?? null
}

/** Whoever held this phone has signed out: nothing more is kept until the page is loaded anew. */
let forgotten = false

/** Keep a picture in the place of the last one. */
export async function keep(picture: Omit<Kept, 'key'>): Promise<void> {
  if (forgotten) return
  await (await kept()).put({ ...(JSON.parse(JSON.stringify(picture)) as Omit<Kept, 'key'>), key: 'picture' }).catch(() => undefined)
}

/** Forget it: whoever takes this phone next is somebody else. */
export async function forgetKept(): Promise<void> {
  forgotten = true
  keptAt.value = null
  await (await kept()).remove('picture')
}

/** Show what was kept until the service answers. */
export function showKept(picture: Kept): void {
  const live = useLive()
  if (live.loaded) return
  for (const team of picture.teams) live.put('team.changed', team)
  for (const order of picture.orders) live.put('order.changed', order)
  for (const incident of picture.incidents) live.put('incident.changed', incident)
  for (const need of picture.needs) live.put('need.changed', need)
  live.catalogues = markRaw({
    capabilities: new Map(picture.capabilities.map((row) => [row.code, row])),
    items: new Map(picture.items.map((row) => [row.code, row])),
  })
  keptAt.value = picture.at
}
