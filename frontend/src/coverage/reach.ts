/** How far somebody gets from a point, and who gets there: asked from the map's menu. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import type { DriveTime, Point, Reached, TeamInReach, VehicleClass } from '@/api/models'
import { useLive } from '@/live/store'
import { tellTrouble } from '@/ui/feedback'

import { readDriveTime, readReach, readTeamsInReach } from './calls'

const REST_MS = 250
const NEWS = /^(closure|road_condition|speed_fit|speed_table)/

export const useReach = defineStore('reach', () => {
  const live = useLive()
  const at = shallowRef<Point | null>(null)
  const teamId = ref<string | null>(null)
  const vehicle = ref<VehicleClass>('fire_engine')
  const answer = shallowRef<Reached | null>(null)
  const teams = shallowRef<TeamInReach[] | null>(null)
  const within_s = ref(900)
  const capability = ref<string | null>(null)
  const toCursor = shallowRef<DriveTime | null>(null)
  const cell = shallowRef<{ teams: number } | null>(null)
  const busy = ref(false)
  let rest: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  const team = computed(() => (teamId.value ? live.team.get(teamId.value) : undefined))
  const teamName = computed(() => team.value?.name ?? '')
  const isOpen = computed(() => answer.value !== null || teams.value !== null)

  /** Begin at a point, or at the team that stands there. */
  function start(point: Point, id: string | null): void {
    const found = id ? live.team.get(id) : undefined
    clear()
    teamId.value = found?.id ?? null
    at.value = found ? (live.positions.get(found.id) ?? found.home) : { lon: Number(point.lon.toFixed(6)), lat: Number(point.lat.toFixed(6)) }
    if (found) vehicle.value = found.vehicle as VehicleClass
  }

  async function ask<T>(call: () => Promise<T>, put: (found: T) => void): Promise<void> {
    const mine = ++turn
    busy.value = true
    try {
      const found = await call()
      if (mine === turn) put(found)
    } catch (error) {
      tellTrouble(error)
    } finally {
      if (mine === turn) busy.value = false
    }
  }

  const reachFrom = (point: Point) =>
    ask(() => readReach(point.lon, point.lat, vehicle.value), (found) => { answer.value = found; teams.value = null })
  const whoReaches = (point: Point) =>
    ask(() => readTeamsInReach(point.lon, point.lat, capability.value, within_s.value), (found) => { teams.value = found; answer.value = null })

  /** Show how far the chosen team, or a vehicle from the chosen point, gets. */
  const showReach = async (): Promise<void> => { if (at.value) await reachFrom(at.value) }
  /** Show who gets to the chosen point. */
  const showTeams = async (): Promise<void> => { if (at.value) await whoReaches(at.value) }

  /** Show how far a team gets, asked from elsewhere than the map. */
  function ofTeam(id: string): void {
    const found = live.team.get(id)
    if (!found) return
    start(found.home, id)
    void showReach()
  }

  /** The cursor rests: how long from the start to there. */
  function pointTo(lon: number, lat: number): void {
    clearTimeout(rest)
    toCursor.value = null
    const from = at.value
    if (!answer.value || !from) return
    rest = setTimeout(() => {
      readDriveTime([from.lon, from.lat], [lon, lat], vehicle.value).then((found) => (toCursor.value = found), () => undefined)
    }, REST_MS)
  }

  function clear(): void {
    turn++
    clearTimeout(rest)
    answer.value = teams.value = toCursor.value = null
    busy.value = false
  }

  live.onEvent((event) => {
    if (!NEWS.test(event.kind) || !at.value) return
    if (answer.value) void reachFrom(at.value)
    else if (teams.value) void whoReaches(at.value)
  })

  return { at, teamId, teamName, team, vehicle, answer, teams, within_s, capability, toCursor, cell, busy, isOpen, start, showReach, showTeams, ofTeam, pointTo, clear }
})
