/** The question about sites for new stations: what is asked, what has been answered. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef } from 'vue'

import type { Siting, SitingIn } from '@/api/models'
import { wordsOf } from '@/ui/feedback'

import { askSiting, listSitings, readSiting, stopSiting } from './calls'

const POLL_MS = 600
const OVER = new Set(['done', 'failed', 'stopped'])
export const MODELS = ['mclp', 'lscp', 'p_median', 'p_centre'] as const

export interface OwnPoint {
  name: string
  lon: number
  lat: number
}

/** Read points from CSV or pasted columns: name, longitude, latitude; returns the first line that fails. */
export function pointsOf(text: string): { points: OwnPoint[]; bad: { row: number; text: string } | null } {
  const points: OwnPoint[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [at, line] of lines.entries()) {
    if (!line.trim()) continue
    const parts = line.split(/[,\t;]/).map((part) => part.trim().replace(/^"|"$/g, ''))
    const [lon, lat] = [Number(parts[1]), Number(parts[2])]
    const fits = parts.length >= 3 && parts[0] && Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    if (fits) points.push({ name: parts[0]!.slice(0, 100), lon, lat })
    else if (at > 0 || Number.isFinite(lon)) return { points, bad: { row: at + 1, text: line.slice(0, 40) } }
  }
  return { points, bad: null }
}

export const useSites = defineStore('sites', () => {
  const form = reactive({
    model: 'mclp' as SitingIn['model'], count: 3, minutes: 8, ready_s: 60, keep_standing: true, townships: true, depots: false, bases: false,
    vehicle: null as SitingIn['vehicle'],
  })
  const points = ref<OwnPoint[]>([])
  const siting = shallowRef<Siting | null>(null)
  const earlier = shallowRef<Siting[]>([])
  const trouble = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  const found = computed(() => siting.value?.answer?.sites ?? [])
  const isUnderWay = computed(() => !!siting.value && !OVER.has(siting.value.state))

  async function ask(capability: string): Promise<void> {
    const { minutes, ...rest } = form
    follow(await askSiting({ ...rest, capability_code: capability, within_s: minutes * 60, points: points.value, limit_s: 60 }))
  }

  function follow(next: Siting): void {
    siting.value = next
    clearTimeout(timer)
    if (OVER.has(next.state)) return void recall()
    timer = setTimeout(() => {
      readSiting(next.id).then((read) => { if (siting.value?.id === read.id) follow(read) }, (error: unknown) => (trouble.value = wordsOf(error)))
    }, POLL_MS)
  }

  async function stop(): Promise<void> {
    if (siting.value) follow(await stopSiting(siting.value.id))
  }

  /** Fetch what was asked before; an answer survives leaving the page. */
  async function recall(): Promise<void> {
    try {
      earlier.value = await listSitings()
      trouble.value = ''
      if (!siting.value && earlier.value[0]) follow(earlier.value[0])
    } catch (error) {
      trouble.value = wordsOf(error)
    }
  }

  return { form, points, siting, earlier, trouble, found, isUnderWay, ask, stop, recall, follow }
})
