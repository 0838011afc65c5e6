/** The ways shown for a look: of the pick under the pointer, and of who would go instead. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import type { Delivery, Pick as Sent, Point, SwapCandidate, VehicleClass } from '@/api/models'
import { useLive } from '@/live/store'
import { findRoute } from '@/ways/calls'

import { isRunning } from './orderState'

export interface PreviewedWay {
  key: string
  kind: 'pick' | 'next'
  line: { coordinates: unknown[] }
  estimated: boolean
  from: Point
  name: string
  seconds: number | null
}

interface Wish {
  kind: 'pick' | 'next'
  from: Point
  to: Point
  vehicle: string
  name: string
  seconds: number | null
  orderId: string | null
}

/** A pointer that only passes by asks for nothing. */
const PASSING_MS = 140
/** Roads change: what was found is asked anew after a while. */
const KEPT_MS = 60_000

export const useRoutePreviews = defineStore('routePreviews', () => {
  const live = useLive()
  const ways = shallowRef<PreviewedWay[]>([])
  /** Which line is looked at, so that its row can say so. */
  const looked = ref<string | null>(null)
  const found = new Map<string, { at: number; way: PreviewedWay }>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  function look(key: string, wishes: Wish[]): void {
    clearTimeout(timer)
    if (looked.value === key) return
    const mine = ++turn
    looked.value = key
    timer = setTimeout(() => void show(wishes, mine), PASSING_MS)
  }

  function end(): void {
    clearTimeout(timer)
    turn++
    looked.value = null
    ways.value = []
  }

  async function show(wishes: Wish[], mine: number): Promise<void> {
    ways.value = []
    for (const wish of wishes) {
      const way = await wayOf(wish).catch(() => null) // a way for a look must not stand in anybody's way
      if (mine !== turn) return
      if (way) ways.value = [...ways.value, way]
    }
  }

  async function wayOf(wish: Wish): Promise<PreviewedWay | null> {
    const key = [wish.kind, wish.from.lon, wish.from.lat, wish.to.lon, wish.to.lat, wish.vehicle].join()
    const known = found.get(key)
    const told = { key, kind: wish.kind, from: wish.from, name: wish.name, seconds: wish.seconds }
    if (known && Date.now() - known.at < KEPT_MS) return { ...known.way, ...told }
    const order = wish.orderId ? live.order.get(wish.orderId) : undefined
    if (order?.route && isRunning(order)) return { ...told, line: order.route, estimated: order.estimated }
    const route = await findRoute({ from: wish.from, to: wish.to, vehicle: wish.vehicle as VehicleClass, avoidHazards: false, avoidArea: null })
    if (route.seconds === null) return null
    const way = { ...told, line: route.line, estimated: route.estimated }
    found.set(key, { at: Date.now(), way })
    return way
  }

  const placeOf = (incidentId: string): Point | null => live.incident.get(incidentId)?.position ?? null

  /** Show how a picked team drives, and how the next best would. */
  function lookAtPick(pick: Sent): void {
    const to = placeOf(pick.incident_id)
    if (!to) return
    const wishes: Wish[] = [{ kind: 'pick', from: pick.origin, to, vehicle: pick.vehicle, name: pick.team_name, seconds: pick.eta_s, orderId: pick.order_id }]
    const next = pick.next_best
    if (next?.origin && next.vehicle) wishes.push({ kind: 'next', from: next.origin, to, vehicle: next.vehicle, name: next.team_name ?? '', seconds: next.eta_s, orderId: null })
    look(`team/${pick.team_id}`, wishes)
  }

  function lookAtTrip(row: Delivery): void {
    const to = placeOf(row.incident_id)
    if (to) look(`trip/${row.depot_id}/${row.truck_id}/${row.trip}/${row.incident_id}`, [{ kind: 'pick', from: row.origin, to, vehicle: row.vehicle, name: row.depot_name, seconds: row.eta_s, orderId: null }])
  }

  /** Show how a candidate would drive, beside the team whose place is in question. */
  function lookAtCandidate(candidate: SwapCandidate, out: Sent | null, incidentId: string): void {
    const to = placeOf(incidentId)
    if (!to) return
    const wishes: Wish[] = out ? [{ kind: 'pick', from: out.origin, to, vehicle: out.vehicle, name: out.team_name, seconds: out.eta_s, orderId: out.order_id }] : []
    if (candidate.origin && candidate.vehicle) wishes.push({ kind: 'next', from: candidate.origin, to, vehicle: candidate.vehicle, name: candidate.team_name ?? '', seconds: candidate.eta_s, orderId: null })
    look(`candidate/${candidate.team_id}`, wishes)
  }

  return { ways, looked, lookAtPick, lookAtTrip, lookAtCandidate, end }
})
