/** What the board shows, counted once for all its rows: cover of needs and timers of incidents. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import type { EventOut, Need, TimerLimits } from '@/api/models'
import { useLive } from '@/live/store'
import { replaying } from '@/replay/mode'
import { useNow } from '@/ui/clock'
import { levelOf, proposedFor } from '@/wall/figures'

import { useArea } from './area'
import { type Cover, coverOf, coverSum } from './cover'
import { type IncidentRow, worseNeed } from './order'
import { type TimerRules, timersOf } from './timers'

const NONE = coverSum([])
/** Clocks are told in minutes on the board: every few seconds is often enough to sort by them. */
const TICK_MS = 5_000

export interface NeedRow {
  id: string
  need: Need
  cover: Cover
  late: boolean
  priority: number
  latest_at: string
}

export const useBoard = defineStore('board', () => {
  const live = useLive()
  const area = useArea()
  const now = useNow()
  const news = shallowRef(new Map<string, string>())
  const rules = shallowRef<TimerRules>({ limits: new Map(), report_ahead_s: 0 })
  const known = ref(false)
  let kinds = new Set<string>()
  let users = 0
  let ends: (() => void)[] = []

  const slow = computed(() => Math.floor(now.value / TICK_MS) * TICK_MS)
  const offered = computed(() => proposedFor(live.proposal.values()))

  const needs = computed<Map<string, NeedRow[]>>(() => {
    const byIncident = new Map<string, NeedRow[]>()
    for (const need of live.need.values()) {
      if (need.state !== 'open') continue
      const row: NeedRow = { id: need.id, need, cover: coverOf(need, offered.value), late: false, latest_at: need.latest_at, priority: live.incident.get(need.incident_id)?.priority ?? 9 }
      const rows = byIncident.get(need.incident_id)
      if (rows) rows.push(row)
      else byIncident.set(need.incident_id, [row])
    }
    return byIncident
  })

  const incidents = computed<IncidentRow[]>(() => {
    const rows: IncidentRow[] = []
    for (const incident of live.incident.values()) {
      if (!area.holds(incident.jurisdiction_code)) continue
      const timers = timersOf(incident, news.value.get(incident.id), rules.value, slow.value)
      const covers = needs.value.get(incident.id)
      rows.push({ incident, level: levelOf(incident), timers, cover: covers ? coverSum(covers.map((row) => row.cover)) : NONE, overdue: timers.filter((timer) => timer.state === 'overdue').length })
    }
    return rows
  })

  /** Open needs of incidents that are not over, the worst first. */
  const openNeeds = computed<NeedRow[]>(() => {
    const rows: NeedRow[] = []
    for (const [id, found] of needs.value) {
      const incident = live.incident.get(id)
      if (!incident || !area.holds(incident.jurisdiction_code) || (incident.state !== 'reported' && incident.state !== 'responding')) continue
      for (const row of found) rows.push({ ...row, late: Date.parse(row.latest_at) < slow.value })
    }
    return rows.sort(worseNeed)
  })

  function setLimits(limits: readonly TimerLimits[]): void {
    rules.value = { ...rules.value, limits: new Map(limits.map((row) => [row.priority, row])) }
  }

  async function load(): Promise<void> {
    const found = await unwrap(api.GET('/api/timers')).catch(() => null)
    if (!found) return
    kinds = new Set(found.news_kinds)
    if (!replaying.value) {
      const told = new Map(found.news.map((row) => [row.incident_id, row.at]))
      for (const [id, at] of news.value) if (at > (told.get(id) ?? '')) told.set(id, at)
      news.value = told
    }
    rules.value = { ...rules.value, report_ahead_s: found.report_ahead_s }
    setLimits(found.limits)
    known.value = true
  }

  function hear(event: EventOut): void {
    if (event.incident_id && kinds.has(event.kind)) news.value = new Map(news.value).set(event.incident_id, event.at)
    const limit = event.timer_limit as TimerLimits | undefined
    if (limit) setLimits([...[...rules.value.limits.values()].filter((row) => (row as TimerLimits).priority !== limit.priority), limit] as TimerLimits[])
  }

  /** In a replay: what was heard of each incident is what the log tells up to the moment. */
  function hearAgain(lastOf: (incidentId: string, kinds: ReadonlySet<string>) => string | null): void {
    const told = [...live.incident.keys()].map((id) => [id, lastOf(id, kinds)] as const)
    news.value = new Map(told.filter((pair): pair is [string, string] => pair[1] !== null))
  }

  /** Keep the timers true as long as somebody looks; returns the way to stop. */
  function follow(): () => void {
    if (users++ === 0) ends = [live.onEvent(hear), watch(() => live.catalogues, () => live.loaded && void load(), { immediate: true, flush: 'post' })]
    return () => {
      if (--users > 0) return
      for (const end of ends) end()
      ends = []
    }
  }

  return { incidents, needs, openNeeds, offered, known, follow, hearAgain }
})
